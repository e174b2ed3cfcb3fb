/** A `fetch` with connections of its own. */
export interface OwnFetch {
  fetch: typeof fetch;
  /** Closes them once the requests under way are over. */
  close?(): void;
}

export interface Connection extends OwnFetch {
  holders: number;
  discarded: boolean;
}

interface Clocks {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that the machine was awake. */
  awake(): number;
}

/** Google takes 100 requests at a time on a connection. */
const mostHolders = 90;
/** The clocks part by so much when the machine sleeps, or when its clock is set, which does no harm. */
const sleepMs = 10_000;

/**
 * The connections to a host. The runtime's `fetch` opens one of HTTP/2 and stays with it: what is more than the host
 * takes on it waits unseen, and once it broke silently, as it does when a laptop sleeps, all wait in vain.
 */
export class Connections {
  readonly #open?: () => OwnFetch;
  readonly #clocks: Clocks;
  #all: Connection[];
  #offset: number;

  /** Without `open`, all share the first for good. */
  constructor(
    first: typeof fetch,
    open?: () => OwnFetch,
    clocks: Clocks = { now: Date.now, awake: () => performance.now() },
  ) {
    this.#all = [connectionOf({ fetch: first })];
    this.#open = open;
    this.#clocks = clocks;
    this.#offset = this.#currentOffset();
  }

  /** Give it back when the request is over. */
  take(): Connection {
    if (this.#slept()) {
      for (const connection of this.#all) {
        this.#discard(connection);
        closeUnused(connection);
      }
    }
    const connection = this.#all.find(({ holders }) => holders < mostHolders) ?? this.#another();
    connection.holders++;
    return connection;
  }

  /** After a request that waited in vain, the next ones get another connection. */
  giveBack(connection: Connection, waitedInVain: boolean): void {
    connection.holders--;
    if (waitedInVain) this.#discard(connection);
    closeUnused(connection);
  }

  #another(): Connection {
    if (!this.#open) return this.#all[0]!;
    const connection = connectionOf(this.#open());
    this.#all.push(connection);
    return connection;
  }

  #discard(connection: Connection): void {
    if (!this.#open || connection.discarded) return;
    connection.discarded = true;
    this.#all = this.#all.filter((one) => one !== connection);
  }

  #slept(): boolean {
    if (!this.#open) return false;
    const before = this.#offset;
    this.#offset = this.#currentOffset();
    return Math.abs(this.#offset - before) > sleepMs;
  }

  #currentOffset(): number {
    return this.#clocks.now() - this.#clocks.awake();
  }
}

function closeUnused({ discarded, holders, close }: Connection): void {
  if (discarded && holders === 0) close?.();
}

function connectionOf(own: OwnFetch): Connection {
  return { ...own, holders: 0, discarded: false };
}
