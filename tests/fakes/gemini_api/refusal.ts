import type { JsonObject } from "../../../lib/core/json.ts";

/** A refusal as Google words it. */
export class Refusal extends Error {
  readonly body: JsonObject;

  constructor(readonly code: number, message: string, details?: JsonObject[]) {
    super(message);
    const status = statusWords[code] ?? "UNKNOWN";
    this.body = { error: { code, message, status, ...(details && { details }) } };
  }

  /** A message with another status word than its code's usual one. */
  withStatus(status: string): this {
    (this.body.error as JsonObject).status = status;
    return this;
  }
}

/** An `INVALID_ARGUMENT` about the request's content. */
export function invalid(message: string): Refusal {
  return new Refusal(400, message);
}

/** What Google's front door says of a body that is not of the expected shape. */
export function invalidPayload(field: string, description: string): Refusal {
  return new Refusal(400, description, [{
    "@type": "type.googleapis.com/google.rpc.BadRequest",
    fieldViolations: [{ field, description }],
  }]);
}

const statusWords: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};
