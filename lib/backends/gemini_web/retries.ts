import { RetryPauses } from "../../http/retry_pauses.ts";
import { WebFailure } from "./failure.ts";
import type { RetryPlan } from "./failure_table.ts";
import type { GeminiWebSettings } from "./settings.ts";

/**
 * The tries of one request. Failures that may pass are tried once more, HTTP 5xx up to the settings' number, HTTP 429
 * never: asking again would only prolong the limit.
 */
export class Retries {
  readonly #settings: GeminiWebSettings;
  readonly #used: Record<RetryPlan, number> = {
    "never": 0,
    "again": 0,
    "fresh-page": 0,
    "back-off": 0,
  };
  readonly #pauses: RetryPauses;
  #total = 0;

  constructor(settings: GeminiWebSettings) {
    this.#settings = settings;
    this.#pauses = new RetryPauses(settings);
  }

  /** Whether one more try makes sense after a failure; counts it. */
  allows(thrown: unknown): thrown is WebFailure {
    if (!(thrown instanceof WebFailure) || thrown.retry === "never") return false;
    if (this.#total >= this.#settings.retryAttempts) return false;
    if (thrown.retry !== "back-off" && this.#used[thrown.retry] > 0) return false;
    if (!this.#pauses.allows(thrown.retryAfterSec)) return false;
    this.#total++;
    this.#used[thrown.retry]++;
    return true;
  }

  /** Waits before the next try. Throws `cancelled` when the signal aborts. */
  async pause({ retry, retryAfterSec }: WebFailure, signal: AbortSignal): Promise<void> {
    if (retry !== "fresh-page") await this.#pauses.wait(retryAfterSec, signal);
  }
}
