import { isJsonObject, type JsonObject, type JsonValue } from "../../../lib/core/json.ts";
import { invalid } from "./refusal.ts";

const namesOfSchemas = ["properties", "patternProperties", "$defs", "definitions"];
const values = ["enum", "const", "default", "example", "examples", "required"];

/**
 * Throws what the API says to the references of a JSON Schema: none may lead nowhere, and a loop needs an optional
 * property or an array that may be empty.
 */
export function checkReferences(root: JsonValue | undefined): void {
  if (!isJsonObject(root)) return;
  const all: [JsonObject, string][] = [];
  gather(root, "", all);
  for (const [schema, path] of all) {
    if (typeof schema.$ref === "string" && target(schema.$ref, root, all) === undefined) {
      throw invalid(`reference to undefined schema at ${path.slice(1) || "top-level"}`);
    }
  }
  const ended = new Set<JsonObject>();
  const visit = (schema: JsonValue | undefined, path: string, above: JsonObject[]): void => {
    if (!isJsonObject(schema) || ended.has(schema)) return;
    if (above.includes(schema)) {
      throw invalid(
        "ref loops are only supported if they include optional or nullable property values, or a " +
          "potentially-zero-length array items, but a ref loop of required fields was found at " +
          path,
      );
    }
    for (const next of demanded(schema)) visit(next, path, [...above, schema]);
    if (typeof schema.$ref === "string") {
      visit(target(schema.$ref, root, all), path, [...above, schema]);
    }
    ended.add(schema);
  };
  for (const [schema, path] of all) visit(schema, path.slice(1), []);
}

function gather(value: JsonValue | undefined, path: string, all: [JsonObject, string][]): void {
  if (Array.isArray(value)) value.forEach((item, index) => gather(item, `${path}.${index}`, all));
  if (!isJsonObject(value)) return;
  all.push([value, path]);
  for (const [key, item] of Object.entries(value)) {
    if (values.includes(key)) continue;
    if (namesOfSchemas.includes(key) && isJsonObject(item)) {
      for (const [name, one] of Object.entries(item)) gather(one, `${path}.${key}.${name}`, all);
    } else gather(item, `${path}.${key}`, all);
  }
}

/** What a value of the schema must hold. */
function demanded(schema: JsonObject): JsonValue[] {
  const { properties, required, items, minItems, additionalProperties = false } = schema;
  const members = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((one) => {
    return Array.isArray(one) ? one : [];
  });
  const named = Array.isArray(required) && isJsonObject(properties)
    ? required.map((name) => properties[String(name)] ?? true)
    : [];
  return [...members, ...named, additionalProperties, ...(minItems && items ? [items] : [])];
}

function target(
  reference: string,
  root: JsonObject,
  all: readonly [JsonObject, string][],
): JsonValue | undefined {
  if (!/^#(\/|$)/.test(reference)) {
    return all.find(([{ $id, $anchor }]) => $id === reference || `#${$anchor}` === reference)?.[0];
  }
  return reference.slice(2).split("/").filter(Boolean).reduce<JsonValue | undefined>(
    (at, part) => {
      const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
      return (at as JsonObject | undefined)?.[name];
    },
    root,
  );
}
