import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { type ReferenceRepairs, referenceRepairs } from "./reference_repairs.ts";
import { namedKeywords, valueKeywords } from "./schema_keywords.ts";
import { described, strings } from "./schema_pieces.ts";

/**
 * A JSON Schema as the API takes it. It allows nothing beside `$ref` (but other `$` keywords), so a reference with
 * neighbours becomes the one alternative of an `anyOf`, which means the same. It refuses references to nowhere and
 * loops without a way out, so these are said in words. It passes over `const` and `allOf`, so one word or number
 * becomes an `enum`, and the only member of an `allOf` an alternative. Source: the API's reference of
 * `responseJsonSchema`.
 */
export function withLoneReferences(schema: JsonObject): JsonObject {
  return written(schema, referenceRepairs(schema));
}

function written(schema: JsonObject, repairs: ReferenceRepairs | undefined): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (value === undefined) continue;
    if (valueKeywords.has(key)) result[key] = value;
    else if (isJsonObject(value) && namedKeywords.has(key)) {
      result[key] = Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, anyWritten(inner ?? true, repairs)]),
      );
    } else result[key] = anyWritten(value, repairs);
  }
  if (result.enum === undefined && /^(string|number)$/.test(typeof result.const)) {
    result.enum = [result.const!];
    delete result.const;
  }
  if (Array.isArray(result.allOf) && result.allOf.length === 1 && result.anyOf === undefined) {
    result.anyOf = result.allOf;
    delete result.allOf;
  }
  return withoutNeighbours(repairs ? repaired(result, schema, repairs) : result);
}

function anyWritten(value: JsonValue, repairs: ReferenceRepairs | undefined): JsonValue {
  if (Array.isArray(value)) return value.map((item) => anyWritten(item, repairs));
  return isJsonObject(value) ? written(value, repairs) : value;
}

/** `original` is what the repairs speak of. */
function repaired(
  result: JsonObject,
  original: JsonObject,
  { cut, optional }: ReferenceRepairs,
): JsonObject {
  const { $ref, ...others } = result;
  const schema = cut.has(original) ? described(others, [`As defined by ${$ref}.`]) : result;
  const free = optional.get(original);
  if (!free) return schema;
  const required = strings(schema.required).filter((name) => !free.has(name));
  return described({ ...schema, required }, [`Also required: ${[...free].join(", ")}.`]);
}

function withoutNeighbours(schema: JsonObject): JsonObject {
  const { $ref, ...others } = schema;
  if (typeof $ref !== "string" || Object.keys(others).every((key) => key.startsWith("$"))) {
    return schema;
  }
  const alternatives = Array.isArray(others.anyOf) ? [{ anyOf: others.anyOf }] : [];
  if (alternatives.length === 0) return { ...others, anyOf: [{ $ref }] };
  return { ...others, anyOf: [{ $ref }], allOf: alternatives };
}
