import type { ErrorKind, GatewayError } from "../../core/gateway_error.ts";
import type { JsonObject } from "../../core/json.ts";

/** The `type` and, where the failure brings none of its own, the `code` of each kind. */
const words = {
  "invalid-request": { type: "invalid_request_error", code: null },
  "unauthenticated": { type: "authentication_error", code: "invalid_api_key" },
  "forbidden": { type: "permission_error", code: "permission_denied" },
  "not-found": { type: "invalid_request_error", code: "not_found" },
  "method-not-allowed": { type: "invalid_request_error", code: "method_not_allowed" },
  "too-large": { type: "invalid_request_error", code: "request_too_large" },
  "upgrade-refused": { type: "invalid_request_error", code: "upgrade_refused" },
  "rate-limited": { type: "rate_limit_error", code: "rate_limit_exceeded" },
  // Codex 0.169 sits out the `Retry-After` of any other 429, and gives up at this one.
  "quota-used-up": { type: "insufficient_quota", code: "insufficient_quota" },
  "cancelled": { type: "server_error", code: "request_cancelled" },
  "internal": { type: "server_error", code: "internal_error" },
  "unsupported": { type: "invalid_request_error", code: "unsupported" },
  "upstream": { type: "server_error", code: "upstream_error" },
  "unavailable": { type: "server_error", code: "service_unavailable" },
  "timeout": { type: "server_error", code: "timeout" },
} as const satisfies Record<ErrorKind, { type: string; code: string | null }>;

/** OpenAI's error object: all four fields are always there, `param` and `code` may be null. */
export interface OpenAiError {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

/** The failure in OpenAI's words. */
export function openaiError(error: GatewayError): OpenAiError {
  const { type, code } = words[error.kind];
  return {
    message: error.message,
    type,
    param: error.param ?? null,
    code: error.code ?? code,
  };
}

/** The body of an error answer: `{"error": {message, type, param, code}}`. */
export function openaiErrorBody(error: GatewayError): JsonObject {
  return { error: { ...openaiError(error) } };
}
