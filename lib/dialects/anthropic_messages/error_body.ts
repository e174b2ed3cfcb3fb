import type { ErrorKind, GatewayError } from "../../core/gateway_error.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ErrorType } from "./wire.ts";

/** The vendor documents `request_too_large` (413) but does not type it. */
export const errorTypes = {
  "invalid-request": "invalid_request_error",
  "unauthenticated": "authentication_error",
  "forbidden": "permission_error",
  "not-found": "not_found_error",
  "method-not-allowed": "invalid_request_error",
  "too-large": "request_too_large",
  "upgrade-refused": "invalid_request_error",
  "rate-limited": "rate_limit_error",
  "quota-used-up": "rate_limit_error",
  "cancelled": "api_error",
  "internal": "api_error",
  "unsupported": "invalid_request_error",
  "upstream": "api_error",
  "unavailable": "overloaded_error",
  "timeout": "timeout_error",
} as const satisfies Record<ErrorKind, ErrorType | "request_too_large">;

/** `{type: "error", error: {type, message, details?}, request_id}`: the body of a failure, and its stream event. */
export function errorBody(error: GatewayError, requestId: string): JsonObject {
  return {
    type: "error",
    error: { type: errorTypes[error.kind], message: messageOf(error), details: error.details },
    request_id: requestId,
  };
}

/** Claude Code compacts the conversation when it reads these words, and only then. */
function messageOf({ code, message }: GatewayError): string {
  if (code !== "context_length_exceeded" || /prompt is too long/i.test(message)) return message;
  return `prompt is too long: ${message}`;
}
