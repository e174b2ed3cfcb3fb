/** So many answers at once that their single writes are most of the work. */
const crowd = 64;
/** Turns of the event queue that a write waits in a crowd. Under no load they take less than a millisecond. */
const turns = 3;

type Flush = () => void;

/**
 * Joins the writes of many answers: in a crowd, what is to be written waits for a few turns of the event queue. The
 * longer these take, the more deltas travel in one write, so that the program catches up instead of falling behind.
 */
export class JoinedWrites {
  /** First those whose turn is next. */
  #waiting: Flush[][] = [];

  /** Calls `flush` some turns later; or answers `false`, where there is no crowd of that `size` or no such turns. */
  join(flush: Flush, size: number): boolean {
    if (size < crowd || typeof setImmediate !== "function") return false;
    if (this.#waiting.length === 0) setImmediate(this.#turn);
    while (this.#waiting.length < turns) this.#waiting.push([]);
    this.#waiting[turns - 1]!.push(flush);
    return true;
  }

  readonly #turn = (): void => {
    const due = this.#waiting.shift() ?? [];
    while (this.#waiting.at(-1)?.length === 0) this.#waiting.pop();
    if (this.#waiting.length > 0) setImmediate(this.#turn);
    for (const flush of due) flush();
  };
}
