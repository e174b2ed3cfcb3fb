import { isJsonObject, type JsonObject } from "../../core/json.ts";

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

/** The schemas that stand in a schema, one level down. */
export function innerSchemas(schema: JsonObject): JsonObject[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (valueKeywords.has(keyword)) return [];
    if (Array.isArray(value)) return value.filter(isJsonObject);
    if (!isJsonObject(value)) return [];
    return namedKeywords.has(keyword) ? Object.values(value).filter(isJsonObject) : [value];
  });
}
