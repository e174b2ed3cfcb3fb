import type { GenerateEvent } from "../core/generate_event.ts";
import type { Assignment } from "./assignment.ts";
import { isLimitOrBlock } from "./fallback.ts";

type Batch = readonly GenerateEvent[];

export interface RunOptions {
  /** Nobody looks at the answer before it is whole. */
  whole: boolean;
  /** Hears of each assignment that begins. */
  onServing(assignment: Assignment): void;
}

/** One generation on its way, and who gives it: the fallback takes over at most once, and only before the first event. */
export class Run {
  readonly batches: AsyncIterator<Batch>;
  readonly #options: RunOptions;
  readonly #controller = new AbortController();
  #serving: Assignment;
  #settled = false;

  constructor(assignment: Assignment, options: RunOptions) {
    this.#options = options;
    this.#serving = assignment;
    const { fallback } = assignment;
    this.batches = fallback ? this.#either(assignment, fallback) : this.#begin(assignment);
  }

  /** The assignment that serves, or will as far as it is known. */
  get serving(): Assignment {
    return this.#serving;
  }

  /** The client has been told who serves: from now on it stays so. */
  settle(): void {
    this.#settled = true;
  }

  /** Closes the upstream. */
  readonly abort = (): void => this.#controller.abort();

  #begin(assignment: Assignment): AsyncIterator<Batch> {
    this.#serving = assignment;
    this.#options.onServing(assignment);
    const { backend, request, key } = assignment;
    const context = { signal: this.#controller.signal, key, whole: this.#options.whole };
    return backend.generate(request, context)[Symbol.asyncIterator]();
  }

  async *#either(first: Assignment, fallback: Assignment): AsyncGenerator<Batch> {
    let began = false;
    try {
      for await (const batch of iterable(this.#begin(first))) {
        began = true;
        yield batch;
      }
      return;
    } catch (thrown) {
      if (began || this.#settled || !isLimitOrBlock(thrown)) throw thrown;
    }
    yield* iterable(this.#begin(fallback));
  }
}

function iterable(iterator: AsyncIterator<Batch>): AsyncIterable<Batch> {
  return { [Symbol.asyncIterator]: () => iterator };
}
