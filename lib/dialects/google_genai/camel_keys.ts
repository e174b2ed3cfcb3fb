import { misread } from "../../core/gateway_error.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/** Fields whose value has keys of the client's own, or a schema, which has rules of its own. */
const opaque = new Set([
  "args",
  "labels",
  "parameters",
  "parametersJsonSchema",
  "partMetadata",
  "response",
  "responseJsonSchema",
  "_responseJsonSchema",
  "responseSchema",
]);

/**
 * A request with every field in camelCase: the API takes `system_instruction` for `systemInstruction`, and so on at
 * all levels. What stands inside arguments, results and schemas stays as it is.
 */
export function withCamelKeys(object: JsonObject): JsonObject {
  const camel: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const name = camelKey(key);
    if (Object.hasOwn(camel, name)) throw misread(key, `only one of the spellings of "${name}"`);
    camel[name] = opaque.has(name) ? value : withCamelKeysInside(value);
  }
  return camel;
}

export function camelKey(key: string): string {
  return key.replace(/(?<=[a-z0-9])_([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
}

function withCamelKeysInside(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => withCamelKeysInside(item)!);
  return isJsonObject(value) ? withCamelKeys(value) : value;
}
