import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/** The schema at a reference within the same document (`#/$defs/Name`, `#`, `#anchor`). */
export function resolveReference(root: JsonObject, reference: string): JsonValue | undefined {
  if (reference === "#") return root;
  if (!reference.startsWith("#/")) return anchored(root, reference);
  let at: JsonValue | undefined = root;
  for (const part of reference.slice(2).split("/")) {
    const key = unescaped(part);
    if (Array.isArray(at)) at = at[Number(key)];
    else at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

function anchored(root: JsonObject, reference: string): JsonValue | undefined {
  const definitions = { ...objectOr(root.definitions), ...objectOr(root.$defs) };
  return Object.values(definitions).find((schema) =>
    isJsonObject(schema) && (schema.$id === reference || `#${schema.$anchor}` === reference)
  );
}

function objectOr(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return part;
  }
}
