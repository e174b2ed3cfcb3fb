import { sleepFor } from "../../http/sleep_for.ts";
import { ApiFailure, type RetryPlan } from "./api_failure.ts";
import type { GeminiApiSettings } from "./settings.ts";

/** No pause between tries is longer; where Google asks for more, the client is told instead. */
const longestPauseMs = 30_000;
const longestRetryAfterSec = 10;

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
  #total = 0;

  constructor(settings: GeminiApiSettings) {
    this.#settings = settings;
  }

  /** Whether one more try makes sense after a failure; counts it. */
  allows(thrown: unknown, { started, spoke }: Progress): thrown is ApiFailure {
    if (!(thrown instanceof ApiFailure) || thrown.retry === "never") return false;
    const { retry, retryAfterSec = 0 } = thrown;
    if (retry === "malformed" ? spoke : started) return false;
    // Sending other signatures mends the request; it is not a second go at luck.
    if (retry !== "unsigned" && this.#total >= this.#settings.retryAttempts) return false;
    if (retry !== "back-off" && this.#used[retry] > 0) return false;
    if (retryAfterSec > longestRetryAfterSec) return false;
    this.#total++;
    this.#used[retry]++;
    return true;
  }

  /** Waits before the next try. Throws `cancelled` when the signal aborts. */
  async pause({ retry, retryAfterSec = 0 }: ApiFailure, signal: AbortSignal): Promise<void> {
    if (retry !== "back-off") return;
    const { retryDelaySec, random = Math.random, sleep = sleepFor } = this.#settings;
    const growth = 2 ** (this.#used["back-off"] - 1);
    const jitter = 0.5 + random() / 2;
    const ms = Math.min(retryDelaySec * 1000 * growth * jitter, longestPauseMs);
    await sleep(Math.max(ms, retryAfterSec * 1000), signal);
  }
}
