import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { allSchemas } from "./schema_keywords.ts";

/** What the references within one schema mean. */
export class SchemaReferences {
  readonly #root: JsonObject;
  /** Schemas by the references to their `$id` or `$anchor`. */
  #named?: Map<string, JsonObject>;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  /** The schema at a reference (`#/$defs/Name`, `#`, `#anchor`, `ID`, `ROOT_ID#…`), wherever it stands. */
  resolve(reference: string): JsonValue | undefined {
    const { $id } = this.#root;
    const absolute = typeof $id === "string" && reference.startsWith(`${$id}#`);
    const place = absolute ? reference.slice($id.length) : reference;
    if (place === "#") return this.#root;
    if (!place.startsWith("#/")) return (this.#named ??= namedSchemas(this.#root)).get(place);
    let at: JsonValue | undefined = this.#root;
    for (const part of place.slice(2).split("/")) {
      const key = unescaped(part);
      if (Array.isArray(at)) at = at[Number(key)];
      else at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    }
    return at;
  }
}

function namedSchemas(root: JsonObject): Map<string, JsonObject> {
  const named = new Map<string, JsonObject>();
  for (const schema of allSchemas(root)) {
    const { $id, $anchor } = schema;
    if (typeof $id === "string") named.set($id, schema);
    if (typeof $anchor === "string") named.set(`#${$anchor}`, schema);
  }
  return named;
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return part;
  }
}
