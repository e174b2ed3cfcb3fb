import { GatewayError } from "../../core/gateway_error.ts";
import { type FailureEntry, type FailureName, failures, type RetryPlan } from "./failure_table.ts";

export interface FailureDetails {
  /** Stands for `%` in the message: a status, a number, a host name. Never a secret. */
  detail?: string | number;
  /** The upstream's own HTTP status, to be passed on. */
  status?: number;
  retryAfterSec?: number;
  /** Instead of the table's plan. */
  retry?: RetryPlan;
  /** A token that came with the refusal. A secret. */
  freshToken?: string;
  /** For the log of faults, if anywhere; never for clients. */
  cause?: unknown;
}

/** A failure of the table. */
export class WebFailure extends GatewayError {
  readonly failure: FailureName;
  readonly retry: RetryPlan;
  /** Private, so that no log prints it with the error. */
  readonly #freshToken?: string;

  constructor(failure: FailureName, details: FailureDetails = {}) {
    const entry: FailureEntry = failures[failure];
    super(entry.kind, entry.message.replace("%", String(details.detail ?? "no detail")), {
      code: entry.code,
      status: details.status,
      retryAfterSec: details.retryAfterSec ?? entry.retryAfterSec,
      cause: details.cause,
    });
    this.failure = failure;
    this.retry = details.retry ?? entry.retry ?? "never";
    this.#freshToken = details.freshToken;
  }

  /** A token that Google offered when it refused another. A secret. */
  get freshToken(): string | undefined {
    return this.#freshToken;
  }
}
