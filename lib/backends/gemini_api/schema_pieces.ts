import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { schemaWords } from "./schema_words.ts";

/** The schema's types in lower case; none where it names none. */
export function typesOf(schema: JsonObject): string[] {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.filter((type) => typeof type === "string").map((type) => type.toLowerCase());
}

/** What a schema without a type is about, by its other keywords. */
export function guessedType(schema: JsonObject): string | undefined {
  for (const [type, keywords] of Object.entries(keywordsOf)) {
    if (keywords.some((keyword) => schema[keyword] !== undefined)) return type;
  }
  const values = Array.isArray(schema.enum) ? schema.enum : [schema.const];
  const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  const [kind] = kinds;
  if (kinds.size !== 1) return undefined;
  return kind === "string" || kind === "number" || kind === "boolean" ? kind : undefined;
}

/** The keywords that say something about values of that type. */
export function onlyFor(type: string, schema: JsonObject): JsonObject {
  const others = Object.entries(keywordsOf)
    .filter(([owner]) => owner !== type && !(owner === "number" && type === "integer"))
    .flatMap(([, keywords]) => keywords);
  const own = Object.fromEntries(
    Object.entries(schema).filter(([key]) => !others.includes(key)),
  );
  if (Array.isArray(own.enum)) {
    const values = own.enum.filter((value) => isOf(type, value));
    if (values.length > 0) own.enum = values;
    else delete own.enum;
  }
  return own;
}

/** Divides a schema with alternatives into what each of them must meet and what is said once for all. */
export function withoutNotes(schema: JsonObject): { constraints: JsonObject; notes: string[] } {
  const shared = new Set(["type", "enum", "const", ...Object.values(keywordsOf).flat()]);
  const entries = Object.entries(schema);
  const others = Object.fromEntries(entries.filter(([key]) => !shared.has(key)));
  return {
    constraints: Object.fromEntries(entries.filter(([key]) => shared.has(key))),
    notes: [textOf(schema.description), ...schemaWords(others)].filter(Boolean),
  };
}

/** Any JSON value: the API wants a type everywhere. */
export function anyValue(note?: string): JsonObject {
  const kinds = ["STRING", "NUMBER", "BOOLEAN", "OBJECT"].map((type) => ({ type }));
  return {
    anyOf: [...kinds, { type: "ARRAY", items: { type: "STRING" } }],
    nullable: true,
    description: note ?? "Any JSON value.",
  };
}

/** The schema with the words in its description. */
export function described(
  schema: JsonObject,
  words: readonly string[],
  place: "before" | "after" = "after",
): JsonObject {
  const own = textOf(schema.description);
  const all = place === "before" ? [...words, own] : [own, ...words];
  const description = all.filter(Boolean).join(" ");
  return description ? { ...schema, description } : schema;
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

export function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Keywords that hold a number of things. */
export function counts(schema: JsonObject, keywords: readonly string[]): JsonObject {
  return Object.fromEntries(
    keywords.filter((keyword) => typeof schema[keyword] === "number")
      .map((keyword) => [keyword, schema[keyword]]),
  );
}

/** Says `enum` and `const`, which the API takes of strings only. */
export function tellValues(schema: JsonObject, words: string[]): void {
  if (schema.const !== undefined) words.push(`Always ${JSON.stringify(schema.const)}.`);
  else if (Array.isArray(schema.enum)) words.push(`One of: ${JSON.stringify(schema.enum)}.`);
}

/** A schema with what stands beside the reference to it, which counts more. */
export function overlaid(target: JsonObject, beside: JsonObject): JsonObject {
  const { description, title, default: usual, ...constraints } = beside;
  const told = Object.fromEntries(
    Object.entries({ description, title, default: usual }).filter(([, value]) =>
      value !== undefined
    ),
  );
  const schema = { ...target, ...told };
  return Object.keys(constraints).length > 0 ? { allOf: [schema, constraints] } : schema;
}

const keywordsOf: Record<string, readonly string[]> = {
  object: [
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "propertyNames",
    "propertyOrdering",
  ],
  array: ["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"],
  string: ["pattern", "minLength", "maxLength", "format", "contentEncoding", "contentMediaType"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
};

function isOf(type: string, value: JsonValue): boolean {
  switch (type) {
    case "object":
      return isJsonObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    default:
      return typeof value === "string";
  }
}
