import { sleepFor } from "../../http/sleep_for.ts";
import { WebFailure } from "./failure.ts";
import type { RetryPlan } from "./failure_table.ts";
import type { GeminiWebSettings } from "./settings.ts";

/** No pause between tries is longer; where Google asks for more, the client is told instead. */
const longestPauseMs = 30_000;
const longestRetryAfterSec = 10;

/**
 * The tries of one request. Failures that may pass are tried once more, HTTP 5xx up to the settings' number with
 * growing pauses, HTTP 429 never: whoever is too fast does not get faster by asking again.
 */
export class Retries {
  readonly #settings: GeminiWebSettings;
  readonly #used: Record<RetryPlan, number> = {
    "never": 0,
    "again": 0,
    "fresh-page": 0,
    "back-off": 0,
  };
  #total = 0;

  constructor(settings: GeminiWebSettings) {
    this.#settings = settings;
  }

  /** Whether one more try makes sense after a failure; counts it. */
  allows(thrown: unknown): thrown is WebFailure {
    if (!(thrown instanceof WebFailure) || thrown.retry === "never") return false;
    if (this.#total >= this.#settings.retryAttempts) return false;
    if (thrown.retry !== "back-off" && this.#used[thrown.retry] > 0) return false;
    if ((thrown.retryAfterSec ?? 0) > longestRetryAfterSec) return false;
    this.#total++;
    this.#used[thrown.retry]++;
    return true;
  }

  /** Waits before the next try. Throws `cancelled` when the signal aborts. */
  async pause({ retry, retryAfterSec = 0 }: WebFailure, signal: AbortSignal): Promise<void> {
    if (retry === "fresh-page") return;
    const { retryDelaySec, random = Math.random, sleep = sleepFor } = this.#settings;
    const growth = 2 ** Math.max(0, this.#used["back-off"] - 1);
    const jitter = 0.5 + random() / 2;
    const ms = Math.min(retryDelaySec * 1000 * growth * jitter, longestPauseMs);
    await sleep(Math.max(ms, retryAfterSec * 1000), signal);
  }
}
