import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/**
 * A JSON Schema as the API takes it: it allows nothing beside `$ref` (but other `$` keywords), so a reference with
 * neighbours becomes the one alternative of an `anyOf`, which means the same. It passes over `const`, so one word or
 * number becomes an `enum`. Source: the API's reference of `responseJsonSchema`.
 */
export function withLoneReferences(schema: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (value === undefined) continue;
    if (valueKeys.has(key)) result[key] = value;
    else {result[key] = isJsonObject(value) && namedKeys.has(key)
        ? walkedEach(value)
        : walked(value);}
  }
  if (result.enum === undefined && /^(string|number)$/.test(typeof result.const)) {
    result.enum = [result.const!];
    delete result.const;
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

/** Keywords that hold schemas by name: the names are the client's, and none is a keyword. */
const namedKeys = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "$defs",
  "definitions",
]);

function walkedEach(schemas: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, walked(schema ?? true)]),
  );
}

function walked(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(walked);
  return isJsonObject(value) ? withLoneReferences(value) : value;
}
