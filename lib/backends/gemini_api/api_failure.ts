import { GatewayError, type GatewayErrorOptions } from "../../core/gateway_error.ts";
import type { ErrorKind } from "../../core/gateway_error.ts";

/**
 * When to try again: `once` at once; `back-off` after a pause; `unsigned` without thought signatures; `malformed`
 * once, also where thoughts were told before.
 */
export type RetryPlan = "never" | "once" | "back-off" | "unsigned" | "malformed";

/** A failure of the API with what to do about it. */
export class ApiFailure extends GatewayError {
  readonly retry: RetryPlan;

  constructor(
    kind: ErrorKind,
    message: string,
    options: GatewayErrorOptions & { retry?: RetryPlan } = {},
  ) {
    super(kind, message, options);
    this.retry = options.retry ?? "never";
  }
}

export function interrupted(): ApiFailure {
  return new ApiFailure("upstream", "Gemini's answer ended before it was complete; try again.", {
    code: "upstream_interrupted",
    retry: "once",
  });
}

export function unreadable(): ApiFailure {
  return new ApiFailure(
    "upstream",
    "The address of the Gemini API answers with something else; check gemini_api_url.",
    { code: "foreign_answer" },
  );
}
