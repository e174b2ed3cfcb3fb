import { sleepFor } from "./sleep_for.ts";

export interface RetryPauseSettings {
  /** The longest of the gateway's own pauses. */
  retryDelaySec: number;
  /** From 0 to 1, exclusive. */
  random?(): number;
  /** Resolves after so many milliseconds; rejects when the signal aborts. */
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
}

/** Seconds that one request waits in all because Google asks for it; beyond that the client is told instead. */
const longestAskedSec = 10;

/**
 * The pauses between the tries of one request. They do not grow: clients try again too, with growing pauses of their
 * own, and each of their tries is as long as all of these. So a request waits for at most `retryDelaySec` a try.
 */
export class RetryPauses {
  readonly #settings: RetryPauseSettings;
  #askedSec = 0;

  constructor(settings: RetryPauseSettings) {
    this.#settings = settings;
  }

  /** Whether so long a `Retry-After` can still be waited for. */
  allows(retryAfterSec = 0): boolean {
    return retryAfterSec === 0 || this.#askedSec + retryAfterSec <= longestAskedSec;
  }

  /** Waits before the next try. Throws `cancelled` when the signal aborts. */
  async wait(retryAfterSec = 0, signal: AbortSignal): Promise<void> {
    const { retryDelaySec, random = Math.random, sleep = sleepFor } = this.#settings;
    this.#askedSec += retryAfterSec;
    const own = retryDelaySec * (0.5 + random() / 2);
    await sleep(Math.max(own, retryAfterSec) * 1000, signal);
  }
}
