import type { GenerateEvent } from "./generate_event.ts";

/**
 * Calls go on with the end of their answer: agents run the calls of one that breaks off, and some of them ask for that
 * answer again as if they had not.
 */
export class HeldCalls {
  readonly #held: GenerateEvent[] = [];

  /** Of a batch what may go on: all before the first call, and with `finish` everything. */
  release(batch: readonly GenerateEvent[]): readonly GenerateEvent[] {
    const from = this.#held[0] ? 0 : batch.findIndex(({ type }) => type === "tool-call-start");
    if (from < 0) return batch;
    this.#held.push(...batch.slice(from));
    const before = batch.slice(0, from);
    return this.#held.at(-1)?.type === "finish" ? [...before, ...this.#held] : before;
  }
}
