import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/**
 * A JSON Schema as the API takes it: it allows nothing beside `$ref` (but other `$` keywords), so a reference with
 * neighbours becomes the one alternative of an `anyOf`, which means the same.
 */
export function withLoneReferences(schema: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (value !== undefined) result[key] = valueKeys.has(key) ? value : walked(value);
  }
  const { $ref, ...others } = result;
  if (typeof $ref !== "string" || Object.keys(others).every((key) => key.startsWith("$"))) {
    return result;
  }
  const alternatives = Array.isArray(others.anyOf) ? [{ anyOf: others.anyOf }] : [];
  if (alternatives.length === 0) return { ...others, anyOf: [{ $ref }] };
  return { ...others, anyOf: [{ $ref }], allOf: alternatives };
}

/** Keywords that hold values, not schemas. */
const valueKeys = new Set(["default", "enum", "const", "example", "examples", "required"]);

function walked(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(walked);
  return isJsonObject(value) ? withLoneReferences(value) : value;
}
