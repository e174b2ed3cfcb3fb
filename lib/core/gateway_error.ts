import type { JsonObject } from "./json.ts";

/** Every failure is one of these; dialects word them, the table gives the HTTP status. */
export const errorKinds = {
  "invalid-request": { status: 400 },
  "unauthenticated": { status: 401 },
  "forbidden": { status: 403 },
  "not-found": { status: 404 },
  "method-not-allowed": { status: 405 },
  "too-large": { status: 413 },
  "upgrade-refused": { status: 426 },
  "rate-limited": { status: 429 },
  // A day's share or the money: for hours, or for good, waiting does not help.
  "quota-used-up": { status: 429 },
  "cancelled": { status: 499 },
  "internal": { status: 500 },
  // Not 501: SDKs repeat every 5xx, and a request that cannot be served stays so.
  "unsupported": { status: 400 },
  "upstream": { status: 502 },
  "unavailable": { status: 503 },
  "timeout": { status: 504 },
} as const satisfies Record<string, { status: number }>;

export type ErrorKind = keyof typeof errorKinds;

/** The longest wait, in seconds, that is worth an automatic retry. */
export const longestRetryAfterSec = 60;

export interface GatewayErrorOptions {
  /** A stable machine-readable word, e.g. `context_length_exceeded`. */
  code?: string;
  /** The field at fault, e.g. `messages.2.content`. */
  param?: string;
  /** Seconds after which a new try makes sense. */
  retryAfterSec?: number;
  /** An HTTP status that says more than the kind's own, e.g. the upstream's 500. */
  status?: number;
  /** What a dialect must add to its error body, e.g. Anthropic's `details`. */
  details?: JsonObject;
  /** The answer that clients of the upstream's own dialect get for this, in its words: Google's blocked prompt. */
  nativeAnswer?: JsonObject;
  /** What the upstream itself says of the failure, for clients of its dialect: Google's `QuotaFailure`. */
  nativeDetails?: JsonObject[];
  cause?: unknown;
}

/** A failure with one sentence for the user that says what to do. Never holds a secret or a prompt. */
export class GatewayError extends Error {
  override name = "GatewayError";
  readonly kind: ErrorKind;
  readonly code?: string;
  readonly param?: string;
  readonly retryAfterSec?: number;
  readonly status: number;
  readonly details?: JsonObject;
  readonly nativeAnswer?: JsonObject;
  readonly nativeDetails?: JsonObject[];

  constructor(kind: ErrorKind, message: string, options: GatewayErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.code = options.code;
    this.param = options.param;
    this.retryAfterSec = options.retryAfterSec;
    this.status = options.status ?? errorKinds[kind].status;
    this.details = options.details;
    this.nativeAnswer = options.nativeAnswer;
    this.nativeDetails = options.nativeDetails;
  }
}

/** Nobody waits for the answer any more. */
export function cancelled(): GatewayError {
  return new GatewayError("cancelled", "The client left before the answer was complete.");
}

/** A value of a request that is not what it should be: the error names its place. */
export function misread(param: string, expected: string): GatewayError {
  return new GatewayError("invalid-request", `Cannot read "${param}": expected ${expected}.`, {
    code: "invalid_value",
    param,
  });
}

/** The upstream ended its answer without saying so. */
export function cutShort(): GatewayError {
  return new GatewayError(
    "upstream",
    "Gemini's answer ended before it was complete; try again.",
    { code: "upstream_interrupted" },
  );
}

/** Any thrown thing as a `GatewayError`; what is not one is our own fault and says nothing of itself. */
export function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof DOMException && thrown.name === "AbortError") {
    return cancelled();
  }
  // What walks through a value calls itself for each level of it; only a client nests some thousands of them.
  if (thrown instanceof RangeError && thrown.message.includes("call stack")) return tooDeep();
  return new GatewayError(
    "internal",
    "The gateway failed at this request; its log has the details.",
    { code: "internal_error", cause: thrown },
  );
}

function tooDeep(): GatewayError {
  return new GatewayError(
    "invalid-request",
    "Cannot read the request: its JSON nests too deeply.",
    { code: "invalid_json" },
  );
}
