import type { Backend, Generate } from "./backend.ts";
import type { GenerateEvent } from "./generate_event.ts";

type Batch = readonly GenerateEvent[];
type Service = Pick<Backend, "generate">;

/** Generates by what is loaded with the first request; once it is there, requests go to it directly. */
export function loadedGenerate(service: () => Service | Promise<Service>): Generate {
  return (request, context) => {
    const loaded = service();
    if (!(loaded instanceof Promise)) return loaded.generate(request, context);
    const iterator = new LateIterator(
      loaded.then(({ generate }) => generate(request, context)[Symbol.asyncIterator]()),
    );
    return { [Symbol.asyncIterator]: () => iterator };
  };
}

/** Written out: once it is open, a batch costs no step of the event queue here. */
class LateIterator implements AsyncIterator<Batch> {
  readonly #opening: Promise<AsyncIterator<Batch>>;
  #iterator?: AsyncIterator<Batch>;

  constructor(opening: Promise<AsyncIterator<Batch>>) {
    this.#opening = opening.then((iterator) => this.#iterator = iterator);
    this.#opening.catch(() => {}); // told to whoever reads
  }

  next(): Promise<IteratorResult<Batch>> {
    return this.#iterator?.next() ?? this.#opening.then((iterator) => iterator.next());
  }

  async return(): Promise<IteratorResult<Batch>> {
    // What never opened has nothing to close.
    const iterator = this.#iterator ?? await this.#opening.catch(() => undefined);
    return await iterator?.return?.() ?? { value: undefined, done: true };
  }
}
