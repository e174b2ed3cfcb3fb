/** A `fetch` with connections of its own. */
export interface OwnFetch {
  fetch: typeof fetch;
  /** Closes them once the requests under way are over. */
  close?(): void;
}

export interface Lease extends OwnFetch {
  holders: number;
}

interface Clocks {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that the machine was awake. */
  awake(): number;
}

/** The clocks part by so much when the machine sleeps, or when its clock is set, which does no harm. */
const sleepMs = 10_000;

/**
 * The connections to a host, kept by the runtime's `fetch`, which cannot tell a silent one from a broken one. Those
 * over which a request waited in vain, or that are older than the machine's last sleep, serve no further request.
 */
export class Connections {
  readonly #open?: () => OwnFetch;
  readonly #clocks: Clocks;
  #current: Lease;
  #offset: number;

  /** Without `open`, the first serve for good. */
  constructor(
    first: typeof fetch,
    open?: () => OwnFetch,
    clocks: Clocks = { now: Date.now, awake: () => performance.now() },
  ) {
    this.#current = { fetch: first, holders: 0 };
    this.#open = open;
    this.#clocks = clocks;
    this.#offset = this.#currentOffset();
  }

  /** Give it back when the request is over. */
  take(): Lease {
    if (this.#slept()) this.#replace();
    this.#current.holders++;
    return this.#current;
  }

  giveBack(lease: Lease, waitedInVain: boolean): void {
    lease.holders--;
    if (lease !== this.#current) closeUnused(lease);
    else if (waitedInVain) this.#replace();
  }

  #replace(): void {
    if (!this.#open) return;
    const old = this.#current;
    this.#current = { ...this.#open(), holders: 0 };
    closeUnused(old);
  }

  #slept(): boolean {
    const before = this.#offset;
    this.#offset = this.#currentOffset();
    return Math.abs(this.#offset - before) > sleepMs;
  }

  #currentOffset(): number {
    return this.#clocks.now() - this.#clocks.awake();
  }
}

function closeUnused({ holders, close }: Lease): void {
  if (holders === 0) close?.();
}
