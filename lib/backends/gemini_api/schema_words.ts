import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/** Sentences for what a schema says with keywords that the API's subset lacks. */
export function schemaWords(schema: JsonObject): string[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (value === undefined || silent.has(keyword)) return [];
    const sentence = sentences[keyword];
    if (sentence) return sentence(value, schema);
    return [`${keyword}: ${JSON.stringify(value)}.`];
  });
}

/** Keywords that the cleaner puts into place itself, and those that say nothing about values. */
const silent = new Set([
  ...["type", "title", "description", "nullable", "enum", "const", "properties", "required"],
  ...["items", "prefixItems", "anyOf", "oneOf", "allOf", "propertyOrdering", "$ref", "format"],
  ...["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern"],
  ...["$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "id"],
]);

const sentences: Record<string, (value: JsonValue, schema: JsonObject) => string[]> = {
  default: (value) => [`Default: ${JSON.stringify(value)}.`],
  example: (value) => [`Example: ${JSON.stringify(value)}.`],
  examples: (value) => [`Examples: ${JSON.stringify(value)}.`],
  multipleOf: (value) => [`A multiple of ${value}.`],
  uniqueItems: (value) => value === true ? ["Items do not repeat."] : [],
  additionalProperties: otherProperties,
  unevaluatedProperties: otherProperties,
  additionalItems: (value) => value === false ? ["No further items."] : [],
  deprecated: (value) => value === true ? ["Deprecated."] : [],
  readOnly: (value) => value === true ? ["Read only."] : [],
  writeOnly: (value) => value === true ? ["Write only."] : [],
  contentMediaType: (value) => [`Media type: ${value}.`],
  contentEncoding: (value) => [`Encoding: ${value}.`],
};

/** A closed object needs no words: nothing but its properties is on offer anyway. */
function otherProperties(value: JsonValue, schema: JsonObject): string[] {
  if (value === false) {
    return isJsonObject(schema.properties) ? [] : ["An object without properties."];
  }
  if (value === true || (isJsonObject(value) && Object.keys(value).length === 0)) {
    return isJsonObject(schema.properties)
      ? ["Other properties are allowed."]
      : ["Any properties."];
  }
  return [`Other properties are allowed, each with a value of: ${JSON.stringify(value)}.`];
}
