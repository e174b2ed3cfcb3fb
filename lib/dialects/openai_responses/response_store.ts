import type { JsonObject } from "../../core/json.ts";

/** How much the store keeps. The least recently used conversations leave first. */
export interface StoreBounds {
  maxResponses: number;
  /** Of JSON text, at two bytes a UTF-16 unit. */
  maxBytes: number;
}

/** A response with what was new in its request; what came before is in the response it continues. */
export interface StoredResponse {
  readonly id: string;
  /** The id of the response that this one continues. */
  readonly previous?: string;
  /** The request's own input items, each with an id. */
  readonly input: JsonObject[];
  readonly response: JsonObject;
}

interface Entry {
  previous?: string;
  input: string;
  response: string;
  bytes: number;
}

/** Keeps responses in memory, as JSON text so that their size is known and nobody can change them. */
export class ResponseStore {
  readonly #bounds: StoreBounds;
  /** Least recently used first; whatever a response continues stands after it, so that no chain loses its root first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(bounds: StoreBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  put(stored: StoredResponse): void {
    const input = JSON.stringify(stored.input);
    const response = JSON.stringify(stored.response);
    const bytes = 2 * (input.length + response.length);
    if (bytes > this.#bounds.maxBytes) return;
    this.delete(stored.id);
    this.#entries.set(stored.id, { previous: stored.previous, input, response, bytes });
    this.#bytes += bytes;
    this.#touch(stored.id);
    this.#shrink();
  }

  get(id: string): StoredResponse | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#touch(id);
    return reader(id, entry);
  }

  /** The response and all it continues, oldest first; `undefined` where one of them is gone. */
  chain(id: string): StoredResponse[] | undefined {
    const chain: StoredResponse[] = [];
    for (let next: string | undefined = id; next !== undefined; next = chain.at(-1)!.previous) {
      const entry = this.#entries.get(next);
      if (!entry) return undefined;
      chain.push(reader(next, entry));
    }
    this.#touch(id);
    return chain.reverse();
  }

  delete(id: string): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#bytes -= entry.bytes;
    return this.#entries.delete(id);
  }

  /** Makes the response the most recently used, and what it continues still more so. */
  #touch(id: string): void {
    for (let next: string | undefined = id; next !== undefined;) {
      const entry = this.#entries.get(next);
      if (!entry) return;
      this.#entries.delete(next);
      this.#entries.set(next, entry);
      next = entry.previous;
    }
  }

  #shrink(): void {
    const { maxResponses, maxBytes } = this.#bounds;
    for (const id of this.#entries.keys()) {
      if (this.#entries.size <= maxResponses && this.#bytes <= maxBytes) return;
      this.delete(id);
    }
  }
}

/** Parses what is asked for, when it is. */
function reader(id: string, entry: Entry): StoredResponse {
  return {
    id,
    previous: entry.previous,
    get input() {
      return JSON.parse(entry.input);
    },
    get response() {
      return JSON.parse(entry.response);
    },
  };
}
