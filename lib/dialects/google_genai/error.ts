import type { ErrorKind, GatewayError } from "../../core/gateway_error.ts";
import type { JsonObject } from "../../core/json.ts";

/** The canonical codes of google.rpc.Code. */
const statuses = {
  "invalid-request": "INVALID_ARGUMENT",
  "unauthenticated": "UNAUTHENTICATED",
  "forbidden": "PERMISSION_DENIED",
  "not-found": "NOT_FOUND",
  "method-not-allowed": "UNIMPLEMENTED",
  "too-large": "INVALID_ARGUMENT",
  "upgrade-refused": "FAILED_PRECONDITION",
  "rate-limited": "RESOURCE_EXHAUSTED",
  "quota-used-up": "RESOURCE_EXHAUSTED",
  "cancelled": "CANCELLED",
  "internal": "INTERNAL",
  "unsupported": "UNIMPLEMENTED",
  "upstream": "UNAVAILABLE",
  "unavailable": "UNAVAILABLE",
  "timeout": "DEADLINE_EXCEEDED",
} as const satisfies Record<ErrorKind, string>;

/**
 * The body of an error: `{"error": {code, message, status, details?}}` with the HTTP status as `code`. Details are
 * those of google.rpc: ErrorInfo, BadRequest and RetryInfo, where there is something to tell, and what the vendor itself
 * told: Gemini CLI gives up on a model where a `QuotaFailure` says that the day's quota is used up.
 */
export function genaiErrorBody(error: GatewayError): JsonObject {
  const details = errorDetails(error);
  return {
    error: {
      code: error.status,
      message: error.message,
      status: statuses[error.kind],
      ...(details.length > 0 && { details }),
    },
  };
}

function errorDetails(error: GatewayError): JsonObject[] {
  const { kind, code, param, message, retryAfterSec, nativeDetails = [] } = error;
  const details: JsonObject[] = [...nativeDetails];
  if (code) {
    const reason = code.toUpperCase();
    details.push({ "@type": typeOf("ErrorInfo"), reason, domain: "gemini-web2api" });
  }
  if (param && (kind === "invalid-request" || kind === "unsupported")) {
    const fieldViolations = [{ field: param, description: message }];
    details.push({ "@type": typeOf("BadRequest"), fieldViolations });
  }
  if (retryAfterSec !== undefined) {
    details.push({ "@type": typeOf("RetryInfo"), retryDelay: `${retryAfterSec}s` });
  }
  return details;
}

function typeOf(name: string): string {
  return `type.googleapis.com/google.rpc.${name}`;
}
