import type { ErrorKind, GatewayError } from "../../core/gateway_error.ts";
import { longestRetryAfterSec } from "../../core/gateway_error.ts";
import type { JsonObject } from "../../core/json.ts";

/** The `type` and, where the failure brings none of its own, the `code` of each kind. */
const words = {
  "invalid-request": ["invalid_request_error", null],
  "unauthenticated": ["authentication_error", "invalid_api_key"],
  "forbidden": ["permission_error", "permission_denied"],
  "not-found": ["invalid_request_error", "not_found"],
  "method-not-allowed": ["invalid_request_error", "method_not_allowed"],
  "too-large": ["invalid_request_error", "request_too_large"],
  "upgrade-refused": ["invalid_request_error", "upgrade_refused"],
  "rate-limited": ["rate_limit_error", "rate_limit_exceeded"],
  // Codex 0.169 sits out the `Retry-After` of a rate limit, and gives up at this one.
  "quota-used-up": ["insufficient_quota", "insufficient_quota"],
  "cancelled": ["server_error", "request_cancelled"],
  "internal": ["server_error", "internal_error"],
  "unsupported": ["invalid_request_error", "unsupported"],
  "upstream": ["server_error", "upstream_error"],
  "unavailable": ["server_error", "service_unavailable"],
  "timeout": ["server_error", "timeout"],
} as const satisfies Record<ErrorKind, readonly [type: string, code: string | null]>;

/** OpenAI's error object: all four fields are always there, `param` and `code` may be null. */
export interface OpenAiError {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

/** The failure in OpenAI's words. */
export function openaiError(error: GatewayError): OpenAiError {
  const [type, code] = words[error.kind];
  // Codex would sit out two hours without a word; of this type it says that the limit is reached, and ends the turn.
  const longWait = error.kind === "rate-limited" &&
    (error.retryAfterSec ?? 0) > longestRetryAfterSec;
  return {
    message: error.message,
    type: longWait ? "usage_limit_reached" : type,
    param: error.param ?? null,
    code: error.code ?? code,
  };
}

/** The body of an error answer: `{"error": {message, type, param, code}}`. */
export function openaiErrorBody(error: GatewayError): JsonObject {
  return { error: { ...openaiError(error) } };
}
