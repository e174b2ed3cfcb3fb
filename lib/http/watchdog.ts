/**
 * Calls `expire` once when a moment has passed that may move on all the time. Looks at the clock when its one timer
 * fires, so that moving the moment on costs nothing.
 */
export class Watchdog {
  readonly #deadline: () => number;
  readonly #expire: () => void;
  readonly #now: () => number;
  #timer?: ReturnType<typeof setTimeout>;

  /** `deadline` in milliseconds of `now`. */
  constructor(deadline: () => number, expire: () => void, now: () => number) {
    this.#deadline = deadline;
    this.#expire = expire;
    this.#now = now;
    this.look();
  }

  /** Looks now; needed only when the moment has come nearer. */
  look(): void {
    clearTimeout(this.#timer);
    const left = this.#deadline() - this.#now();
    if (left <= 0) this.#expire();
    else this.#timer = setTimeout(() => this.look(), left);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
