import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/** Keywords that hold values, not schemas. */
export const valueKeywords = new Set([
  "default",
  "enum",
  "const",
  "example",
  "examples",
  "required",
]);

/** Keywords that hold schemas by name: the names are the client's, and none is a keyword. */
export const namedKeywords = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "$defs",
  "definitions",
]);

/** A schema and all that stand in it. */
export function allSchemas(root: JsonObject): JsonObject[] {
  const all = [root];
  // The list grows on the way.
  for (const schema of all) {
    for (const [keyword, value] of Object.entries(schema)) {
      if (!valueKeywords.has(keyword)) addSchemas(value, namedKeywords.has(keyword), all);
    }
  }
  return all;
}

function addSchemas(value: JsonValue | undefined, named: boolean, all: JsonObject[]): void {
  const inner = Array.isArray(value)
    ? value
    : isJsonObject(value) && named
    ? Object.values(value)
    : [value];
  for (const schema of inner) if (isJsonObject(schema)) all.push(schema);
}
