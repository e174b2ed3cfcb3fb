import { isJsonObject, type JsonObject } from "../../../lib/core/json.ts";
import { invalid } from "./refusal.ts";

/** What the API demands of a schema of its own kind beyond its fields' types. */
export function checkSchema(schema: JsonObject, path: string): void {
  const { type, properties, items, required, anyOf } = schema;
  if (Array.isArray(anyOf)) {
    for (const [index, one] of anyOf.entries()) {
      if (isJsonObject(one)) checkSchema(one, `${path}.any_of[${index}]`);
    }
    const others = Object.keys(schema).filter((key) => !besideAnyOf.includes(key));
    if (others.length > 0) {
      throw invalid(`* ${path}.any_of: when using any_of, it must be the only field set.\n`);
    }
    return;
  }
  if (type === undefined) throw invalid(`* ${path}.type: must be specified\n`);
  if (type === "OBJECT" && isJsonObject(properties) && Object.keys(properties).length === 0) {
    throw invalid(`* ${path}.properties: should be non-empty for OBJECT type\n`);
  }
  if (type === "ARRAY" && !isJsonObject(items)) throw invalid(`* ${path}.items: missing field.\n`);
  checkEnum(schema, path);
  checkFormat(schema, path);
  const known = isJsonObject(properties) ? properties : {};
  for (const [index, name] of (Array.isArray(required) ? required : []).entries()) {
    if (!Object.hasOwn(known, String(name))) {
      throw invalid(`* ${path}.required[${index}]: property is not defined\n`);
    }
  }
  for (const [name, property] of Object.entries(known)) {
    if (isJsonObject(property)) checkSchema(property, `${path}.properties[${name}]`);
  }
  if (isJsonObject(items)) checkSchema(items, `${path}.items`);
}

const besideAnyOf = ["anyOf", "description", "nullable", "title"];

function checkEnum({ type, enum: values }: JsonObject, path: string): void {
  if (!Array.isArray(values)) return;
  if (type !== "STRING") throw invalid(`* ${path}.enum: only allowed for STRING type\n`);
  const empty = values.indexOf("");
  if (empty >= 0) throw invalid(`* ${path}.enum[${empty}]: cannot be empty\n`);
}

const formats: Record<string, readonly string[]> = {
  STRING: ["enum", "date-time"],
  NUMBER: ["float", "double"],
  INTEGER: ["int32", "int64"],
};

function checkFormat({ type, format }: JsonObject, path: string): void {
  if (format === undefined) return;
  const allowed = formats[String(type)] ?? [];
  if (!allowed.includes(String(format))) {
    const list = allowed.map((name) => `'${name}'`).join(" and ");
    throw invalid(
      `* ${path}.format: only ${list} are supported for ${type} type\n`,
    );
  }
}

/** JSON Schema, in `parametersJsonSchema` and `responseJsonSchema`: nothing may stand beside a reference. */
export function checkJsonSchema(value: unknown, path: string): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkJsonSchema(item, `${path}[${index}]`);
  } else if (isJsonObject(value)) {
    const others = Object.keys(value).filter((key) => !key.startsWith("$"));
    if (typeof value.$ref === "string" && others.length > 0) {
      throw invalid(`* ${path}: no other fields may be set beside $ref: ${others.join(", ")}\n`);
    }
    for (const [key, item] of Object.entries(value)) checkJsonSchema(item, `${path}.${key}`);
  }
}
