import type { GenerateEvent } from "../core/generate_event.ts";

export type Batch = readonly GenerateEvent[];
export type Events = AsyncIterable<Batch>;

/**
 * Rewrites one stream batch by batch; a batch that it leaves alone is returned as it is. It may say `finish` before the
 * upstream does; it is not called again after that.
 */
export type Filter = (batch: Batch) => Batch;

/**
 * Asks the backend and reads its answer. With `fault` it asks once more for the same turn, and tells the model in these
 * words what was wrong with its first answer.
 */
export type Ask = (fault?: string) => Events;

/** A stream behind filters. Once there is a `finish`, the upstream is closed. */
export function filtered(stream: Events, filters: readonly Filter[]): Events {
  return { [Symbol.asyncIterator]: () => new Filtered(stream[Symbol.asyncIterator](), filters) };
}

/** Written out: a generator would cost each batch several steps of the event queue. */
class Filtered implements AsyncIterator<Batch> {
  readonly #stream: AsyncIterator<Batch>;
  readonly #filters: readonly Filter[];
  #finished = false;

  constructor(stream: AsyncIterator<Batch>, filters: readonly Filter[]) {
    this.#stream = stream;
    this.#filters = filters;
  }

  async next(): Promise<IteratorResult<Batch>> {
    while (!this.#finished) {
      const result = await this.#stream.next();
      if (result.done) break;
      const batch = this.#through(result.value);
      if (batch.length === 0) continue;
      if (batch[batch.length - 1]?.type === "finish") await this.return();
      return { value: batch, done: false };
    }
    this.#finished = true;
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Batch>> {
    this.#finished = true;
    await this.#stream.return?.();
    return { value: undefined, done: true };
  }

  #through(batch: Batch): Batch {
    try {
      for (const filter of this.#filters) {
        batch = filter(batch);
        if (batch.length === 0) break;
      }
      return batch;
    } catch (thrown) {
      // The filter's fault is what counts, whatever closing the upstream brings.
      this.return().catch(() => {});
      throw thrown;
    }
  }
}

/** Rewrites the text of an answer. */
export interface TextRewriter {
  /** Whether text was taken away, so that places in the upstream's text are not places in this one. */
  readonly shifted: boolean;
  /** What of the text so far can go on now. */
  push(delta: string): string;
  /** What was held back, when nothing follows. */
  end(): string;
}

/** A filter that rewrites text events and leaves all others alone. */
export function textFilter(rewriter: TextRewriter): Filter {
  return (batch) => {
    let out: GenerateEvent[] | undefined;
    for (let i = 0; i < batch.length; i++) {
      const event = batch[i]!;
      if (event.type === "text") {
        const delta = rewriter.push(event.delta);
        if (delta !== event.delta) {
          out ??= batch.slice(0, i);
          if (delta || event.signature) out.push({ ...event, delta });
          continue;
        }
      } else if (event.type === "citation" && event.span && rewriter.shifted) {
        out ??= batch.slice(0, i);
        out.push({ ...event, span: undefined });
        continue;
      } else if (event.type === "finish") {
        const rest = rewriter.end();
        if (rest) {
          out ??= batch.slice(0, i);
          out.push({ type: "text", delta: rest });
        }
      }
      out?.push(event);
    }
    return out ?? batch;
  };
}
