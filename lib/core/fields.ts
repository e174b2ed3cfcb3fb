import { misread } from "./gateway_error.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/**
 * Reads a client's JSON object field by field: says exactly what is wrong and where
 * (`Cannot read "messages.2.content": expected a string`), and remembers which fields nobody read.
 * `null` counts as absent, as the vendors' APIs have it.
 */
export class Fields {
  /** Not a `Set`: there is one per message, and only a few dozen names are ever read. */
  readonly #read: string[] = [];
  readonly #children: Fields[] = [];
  #allRead = false;

  constructor(readonly object: JsonObject, readonly path = "") {}

  /** The fields of any JSON value that must be an object. */
  static of(value: JsonValue | undefined, path: string): Fields {
    if (isJsonObject(value)) return new Fields(value, path);
    throw misread(path || "body", "an object");
  }

  /** The raw value; marks it, with all it holds, as read. */
  raw(key: string): JsonValue | undefined {
    this.#read.push(key);
    return this.object[key] ?? undefined;
  }

  /** Marks every field as read, with all it holds. */
  readAll(): void {
    this.#allRead = true;
  }

  has(key: string): boolean {
    return this.object[key] !== undefined && this.object[key] !== null;
  }

  string(key: string): string {
    return this.optionalString(key) ?? this.fail(key, "a string");
  }

  optionalString(key: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === "string") return value;
    return this.fail(key, "a string");
  }

  optionalNumber(key: string, range: { min?: number; max?: number } = {}): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const { min = -Infinity, max = Infinity } = range;
    if (typeof value === "number" && value >= min && value <= max) return value;
    return this.fail(key, `a number${rangeText(range)}`);
  }

  optionalInteger(key: string, range: { min?: number; max?: number } = {}): number | undefined {
    const value = this.optionalNumber(key, range);
    if (value === undefined || Number.isInteger(value)) return value;
    return this.fail(key, `an integer${rangeText(range)}`);
  }

  optionalBoolean(key: string): boolean | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === "boolean") return value;
    return this.fail(key, "true or false");
  }

  oneOf<const T extends string>(key: string, words: readonly T[]): T {
    return this.optionalOneOf(key, words) ?? this.fail(key, listed(words));
  }

  optionalOneOf<const T extends string>(key: string, words: readonly T[]): T | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    return words.find((word) => word === value) ?? this.fail(key, listed(words));
  }

  array(key: string): JsonValue[] {
    return this.optionalArray(key) ?? this.fail(key, "an array");
  }

  optionalArray(key: string): JsonValue[] | undefined {
    const value = this.raw(key);
    if (value === undefined || Array.isArray(value)) return value;
    return this.fail(key, "an array");
  }

  /** An array of objects, each with its own path (`messages.0`). */
  objects(key: string): Fields[] {
    return this.array(key).map((value, index) => this.#child(value, `${key}.${index}`));
  }

  optionalObjects(key: string): Fields[] | undefined {
    return this.has(key) ? this.objects(key) : undefined;
  }

  optionalStrings(key: string): string[] | undefined {
    return this.optionalArray(key)?.map((value, index) =>
      typeof value === "string" ? value : this.fail(`${key}.${index}`, "a string")
    );
  }

  nested(key: string): Fields {
    return this.#child(this.raw(key), key);
  }

  optionalNested(key: string): Fields | undefined {
    return this.has(key) ? this.nested(key) : undefined;
  }

  /** The dotted path of a key, for messages. */
  at(key: string): string {
    return this.path ? `${this.path}.${key}` : key;
  }

  /** Throws the error that names the key and says what was expected. */
  fail(key: string, expected: string): never {
    throw misread(this.at(key), expected);
  }

  /** Paths of all fields, here and below, that nobody read. */
  unread(): string[] {
    const paths: string[] = [];
    this.#addUnread(paths);
    return paths;
  }

  #addUnread(paths: string[]): void {
    const own = this.#allRead ? [] : Object.keys(this.object);
    for (const key of own) {
      if (!this.#read.includes(key) && this.has(key)) paths.push(this.at(key));
    }
    for (const child of this.#children) child.#addUnread(paths);
  }

  #child(value: JsonValue | undefined, key: string): Fields {
    const child = Fields.of(value, this.at(key));
    this.#children.push(child);
    return child;
  }
}

function rangeText({ min, max }: { min?: number; max?: number }): string {
  if (min !== undefined && max !== undefined) return ` between ${min} and ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max !== undefined ? ` of at most ${max}` : "";
}

function listed(words: readonly string[]): string {
  return `one of ${words.map((word) => `"${word}"`).join(", ")}`;
}
