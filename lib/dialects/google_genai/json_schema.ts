import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { camelKey } from "./camel_keys.ts";

/** Keywords that hold one schema, an array of them, or (`properties`) schemas by name. */
const positions = {
  items: "schema",
  additionalProperties: "schema",
  not: "schema",
  anyOf: "list",
  oneOf: "list",
  allOf: "list",
  prefixItems: "list",
  properties: "map",
  patternProperties: "map",
  $defs: "map",
  definitions: "map",
} as const;

/** Sizes, which the vendor's own schema type writes as strings. */
const sizes = new Set([
  "maxItems",
  "minItems",
  "maxLength",
  "minLength",
  "maxProperties",
  "minProperties",
]);

const types = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);

/**
 * JSON Schema out of what clients send: the vendor's OpenAPI subset (upper-case types, `nullable`, sizes as strings,
 * snake_case keywords), JSON Schema itself, or one with upper-case types. The meaning stays the same, and so does
 * whatever is unknown.
 */
export function toJsonSchema(schema: JsonObject): JsonObject {
  const converted: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    const keyword = Object.hasOwn(keywords, key) ? keywords[key]! : key;
    if (keyword === "nullable" || value === undefined || isNoType(keyword, value)) continue;
    if (keyword === "format" && value === "enum") continue; // says that `enum` follows
    if (keyword === "example") converted["examples"] = [value];
    else converted[keyword] = convertedKeyword(keyword, value);
  }
  return schema["nullable"] === true ? orNull(converted) : converted;
}

/** Keywords as the API's JSON also spells them. */
const keywords: Record<string, string> = Object.fromEntries(
  [
    "any_of",
    "max_items",
    "min_items",
    "max_length",
    "min_length",
    "max_properties",
    "min_properties",
    "property_ordering",
    "additional_properties",
    "prefix_items",
  ].map((key) => [key, camelKey(key)]),
);

function isNoType(keyword: string, value: JsonValue): boolean {
  return keyword === "type" && value === "TYPE_UNSPECIFIED";
}

function convertedKeyword(keyword: string, value: JsonValue): JsonValue {
  if (keyword === "type") return lowerType(value);
  if (sizes.has(keyword)) return typeof value === "string" ? Number(value) : value;
  const position = Object.hasOwn(positions, keyword)
    ? positions[keyword as keyof typeof positions]
    : undefined;
  if (position === "map" && isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, schema]) => [name, ifSchema(schema!)]),
    );
  }
  // `items` is a list in older drafts.
  return position && Array.isArray(value)
    ? value.map(ifSchema)
    : position
    ? ifSchema(value)
    : value;
}

function ifSchema(value: JsonValue): JsonValue {
  return isJsonObject(value) ? toJsonSchema(value) : value;
}

function lowerType(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(lowerType);
  if (typeof value !== "string") return value;
  const lower = value.toLowerCase();
  return types.has(lower) ? lower : value;
}

function orNull(schema: JsonObject): JsonObject {
  const { type, enum: words } = schema;
  if (Array.isArray(schema["anyOf"]) && type === undefined) {
    return { ...schema, anyOf: [...schema["anyOf"], { type: "null" }] };
  }
  if (type === undefined) return schema; // any type, null too
  const list = Array.isArray(type) ? type : [type];
  const nullable: JsonObject = {
    ...schema,
    type: list.includes("null") ? list : [...list, "null"],
  };
  if (Array.isArray(words) && !words.includes(null)) nullable["enum"] = [...words, null];
  return nullable;
}
