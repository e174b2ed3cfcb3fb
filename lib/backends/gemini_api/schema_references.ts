import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { innerSchemas } from "./schema_keywords.ts";

/** The schema at a reference within the same document (`#/$defs/Name`, `#`, `#anchor`, `ROOT_ID#…`). */
export function resolveReference(root: JsonObject, reference: string): JsonValue | undefined {
  if (reference === "#") return root;
  if (typeof root.$id === "string" && reference.startsWith(`${root.$id}#`)) {
    return resolveReference({ ...root, $id: undefined }, reference.slice(root.$id.length));
  }
  if (!reference.startsWith("#/")) return anchored(root, reference);
  let at: JsonValue | undefined = root;
  for (const part of reference.slice(2).split("/")) {
    const key = unescaped(part);
    if (Array.isArray(at)) at = at[Number(key)];
    else at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

/** The schema that calls itself so, wherever it stands. */
function anchored(schema: JsonObject, reference: string): JsonObject | undefined {
  if (schema.$id === reference || `#${schema.$anchor}` === reference) return schema;
  for (const inner of innerSchemas(schema)) {
    const found = anchored(inner, reference);
    if (found) return found;
  }
  return undefined;
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return part;
  }
}
