import { RetryPauses } from "../../http/retry_pauses.ts";
import { ApiFailure, type RetryPlan } from "./api_failure.ts";
import type { GeminiApiSettings } from "./settings.ts";

/** How far an answer had come when it failed. */
export interface Progress {
  /** Events were handed on. */
  started: boolean;
  /** Among them others than thoughts. */
  spoke: boolean;
}

/** The tries of one request: each kind of failure once, those that pass with time up to the settings' number. */
export class Retries {
  readonly #settings: GeminiApiSettings;
  readonly #used: Record<RetryPlan, number> = {
    "never": 0,
    "once": 0,
    "back-off": 0,
    "unsigned": 0,
    "malformed": 0,
  };
  readonly #pauses: RetryPauses;
  #total = 0;

  constructor(settings: GeminiApiSettings) {
    this.#settings = settings;
    this.#pauses = new RetryPauses(settings);
  }

  /** Whether one more try makes sense after a failure; counts it. */
  allows(thrown: unknown, { started, spoke }: Progress): thrown is ApiFailure {
    if (!(thrown instanceof ApiFailure) || thrown.retry === "never") return false;
    const { retry, retryAfterSec } = thrown;
    if (retry === "malformed" ? spoke : started) return false;
    // Without signatures it is another request, so the limit on retries does not apply.
    if (retry !== "unsigned" && this.#total >= this.#settings.retryAttempts) return false;
    if (retry !== "back-off" && this.#used[retry] > 0) return false;
    if (!this.#pauses.allows(retryAfterSec)) return false;
    this.#total++;
    this.#used[retry]++;
    return true;
  }

  /** Waits before the next try. Throws `cancelled` when the signal aborts. */
  async pause({ retry, retryAfterSec }: ApiFailure, signal: AbortSignal): Promise<void> {
    if (retry === "back-off") await this.#pauses.wait(retryAfterSec, signal);
  }
}
