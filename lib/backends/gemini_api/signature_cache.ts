import { isJsonObject, type JsonValue, tryParseJson } from "../../core/json.ts";

/** A call as the model made it or as a client sends it back. */
export interface SignedCall {
  id: string;
  name: string;
  /** JSON text. */
  arguments: string;
}

/**
 * Remembers the thought signatures of calls for clients whose dialect has no place for them, or who drop them. A call
 * is known again by its id, else by its name and arguments. Keys of different users never meet. The least recently
 * used is forgotten first.
 */
export class SignatureCache {
  readonly #entries = new Map<string, string>();
  readonly #capacity: number;
  #size = 0;

  /** `capacity` in UTF-16 units of all that is kept: arguments and signatures may be long. */
  constructor(capacity = 8_000_000) {
    this.#capacity = capacity;
  }

  set(key: string, call: SignedCall, signature: string): void {
    this.#put(byId(key, call.id), signature);
    this.#put(byContent(key, call), signature);
  }

  get(key: string, call: SignedCall): string | undefined {
    return this.#take(byId(key, call.id)) ?? this.#take(byContent(key, call));
  }

  #put(entry: string, signature: string): void {
    this.#drop(entry);
    this.#entries.set(entry, signature);
    this.#size += entry.length + signature.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#capacity) return;
      this.#drop(oldest);
    }
  }

  #drop(entry: string): void {
    const signature = this.#entries.get(entry);
    if (signature === undefined) return;
    this.#entries.delete(entry);
    this.#size -= entry.length + signature.length;
  }

  #take(entry: string): string | undefined {
    const signature = this.#entries.get(entry);
    if (signature !== undefined) this.#put(entry, signature);
    return signature;
  }
}

function byId(key: string, id: string): string {
  return `${key}\nid\n${id}`;
}

/** Clients parse the arguments and write them anew, so neither spaces nor the order of keys may count. */
function byContent(key: string, call: SignedCall): string {
  const value = tryParseJson(call.arguments || "{}");
  const text = value === undefined ? call.arguments : JSON.stringify(sorted(value));
  return `${key}\ncall\n${call.name}\n${text}`;
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value).sort().map((key) => [key, sorted(value[key] ?? null)]),
  );
}
