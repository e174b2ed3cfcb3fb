import type { GatewayError } from "../core/gateway_error.ts";
import { JoinedWrites } from "./joined_writes.ts";

type End = (error: GatewayError) => void;

/** The answers under way, so that all of them can be ended when the program stops. */
export class RunningAnswers {
  readonly #ends = new Set<End>();
  readonly #writes = new JoinedWrites();

  /** Takes note of an answer that `end` ends with a failure; what comes back is for when it is over. */
  add(end: End): () => void {
    this.#ends.add(end);
    return () => this.#ends.delete(end);
  }

  /** Calls `flush` a little later where so many answers run that it is better to join their writes; else `false`. */
  joinWrites(flush: () => void): boolean {
    return this.#writes.join(flush, this.#ends.size);
  }

  /** Fails every answer under way. */
  end(error: GatewayError): void {
    for (const end of this.#ends) end(error);
  }

  /** The promise's value, unless its answer is ended before: then `abort` is called, and the failure thrown. */
  async unlessEnded<T>(promise: Promise<T>, abort: () => void): Promise<T> {
    const ended = Promise.withResolvers<never>();
    const leave = this.add((error) => {
      ended.reject(error);
      abort();
    });
    try {
      return await Promise.race([promise, ended.promise]);
    } finally {
      leave();
    }
  }
}
