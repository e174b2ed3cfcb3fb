import type { GatewayError } from "../core/gateway_error.ts";
import type { JoinedWrites } from "./joined_writes.ts";

type End = (error: GatewayError) => void;

/** The answers under way, so that all of them can be ended when the program stops. */
export class RunningAnswers {
  /** Not a `Set`: what was in one outlives the young generation of the garbage collector. */
  readonly #running: { end: End; at: number }[] = [];
  readonly #writes?: JoinedWrites;

  /** `writes` joins those of many answers; absent: each is written at once. */
  constructor(writes?: JoinedWrites) {
    this.#writes = writes;
  }

  /** Takes note of an answer that `end` ends with a failure; what comes back is for when it is over. */
  add(end: End): () => void {
    const running = this.#running;
    const one = { end, at: running.length };
    running.push(one);
    return () => {
      if (running[one.at] !== one) return;
      const last = running.pop()!;
      if (last === one) return;
      running[one.at] = last;
      last.at = one.at;
    };
  }

  /** Calls `flush` a little later where so many answers run that it is better to join their writes; else `false`. */
  joinWrites(flush: () => void): boolean {
    return this.#writes?.join(flush, this.#running.length) ?? false;
  }

  /** Fails every answer under way. */
  end(error: GatewayError): void {
    for (const { end } of [...this.#running]) end(error);
  }

  /** The promise's value, unless its answer is ended before: then `abort` is called, and the failure thrown. */
  async unlessEnded<T>(promise: Promise<T>, abort: () => void): Promise<T> {
    let failure: GatewayError | undefined;
    const leave = this.add((error) => {
      failure = error;
      abort();
    });
    try {
      return await promise;
    } catch (thrown) {
      throw failure ?? thrown;
    } finally {
      leave();
    }
  }
}
