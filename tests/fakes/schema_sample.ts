import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/core/json.ts";

/** A value that the schema allows: strings are `word` where nothing else is asked for, lists have one item. */
export function sampleOf(schema: JsonValue | undefined, word: string): JsonValue {
  const root = isJsonObject(schema) ? schema : {};
  return new Sampler(root, word).sample(root, 0);
}

class Sampler {
  constructor(readonly root: JsonObject, readonly word: string) {}

  sample(schema: JsonValue | undefined, depth: number): JsonValue {
    if (!isJsonObject(schema) || depth > 20) return this.word;
    if (typeof schema.$ref === "string") return this.sample(this.#resolve(schema.$ref), depth + 1);
    if (schema.const !== undefined) return schema.const;
    if (Array.isArray(schema.enum) && schema.enum.length) return schema.enum[0] ?? null;
    const choice = firstChoice(schema);
    if (choice) return this.sample({ ...withoutChoices(schema), ...choice }, depth + 1);
    switch (typeOf(schema)) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return this.#array(schema, depth);
      case "integer":
        return Math.ceil(numberOf(schema));
      case "number":
        return numberOf(schema);
      case "boolean":
        return true;
      case "null":
        return null;
      default:
        return this.#string(schema);
    }
  }

  #object(schema: JsonObject, depth: number): JsonObject {
    const merged = Array.isArray(schema.allOf) ? this.#merged(schema) : schema;
    const sample: JsonObject = {};
    const properties = isJsonObject(merged.properties) ? merged.properties : {};
    const required = Array.isArray(merged.required) ? merged.required : [];
    for (const [name, property] of Object.entries(properties)) {
      // Depth ends schemas that hold themselves; what they demand must stay.
      if (depth < 6 || required.includes(name)) sample[name] = this.sample(property, depth + 1);
    }
    for (const name of required) {
      if (typeof name === "string") sample[name] ??= this.word;
    }
    return sample;
  }

  #array(schema: JsonObject, depth: number): JsonValue[] {
    if (Array.isArray(schema.prefixItems)) {
      return schema.prefixItems.map((item) => this.sample(item, depth + 1));
    }
    if (depth >= 6 && !schema.minItems) return [];
    const count = Math.min(
      Math.max(1, Number(schema.minItems ?? 1)),
      Number(schema.maxItems ?? 1e9),
    );
    return Array.from({ length: count }, () => this.sample(schema.items, depth + 1));
  }

  #string(schema: JsonObject): string {
    const known = typeof schema.format === "string" ? formats[schema.format] : undefined;
    const word = known ?? this.word.padEnd(Number(schema.minLength ?? 0), "x");
    return word.slice(0, Number(schema.maxLength ?? word.length));
  }

  #merged(schema: JsonObject): JsonObject {
    const parts = (schema.allOf as JsonValue[]).map((part) =>
      isJsonObject(part) && typeof part.$ref === "string" ? this.#resolve(part.$ref) : part
    ).filter(isJsonObject);
    const all = [schema, ...parts];
    return {
      ...schema,
      properties: Object.assign({}, ...all.map((part) => part.properties ?? {})),
      required: all.flatMap((part) => Array.isArray(part.required) ? part.required : []),
    };
  }

  /** The schema at a JSON pointer like `#/$defs/Name`. */
  #resolve(reference: string): JsonValue | undefined {
    let at: JsonValue | undefined = this.root;
    for (const part of reference.split("/").slice(1)) {
      const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
      if (Array.isArray(at)) at = at[Number(key)];
      else at = isJsonObject(at) ? at[key] : undefined;
    }
    return at;
  }
}

function firstChoice(schema: JsonObject): JsonObject | undefined {
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray)?.filter(isJsonObject) ?? [];
  return choices.find((choice) => typeOf(choice) !== "null") ?? choices[0];
}

function withoutChoices(schema: JsonObject): JsonObject {
  return { ...schema, anyOf: undefined, oneOf: undefined };
}

/** The type in lower case; of a list, the first that is not null; without any, what the keywords say. */
function typeOf(schema: JsonObject): string | undefined {
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type])
    .filter((type) => typeof type === "string")
    .map((type) => type.toLowerCase());
  if (types.length) return types.find((type) => type !== "null") ?? "null";
  if (schema.properties || schema.allOf) return "object";
  return schema.items || schema.prefixItems ? "array" : undefined;
}

/** 1 where that is allowed: whole numbers suit those, too, who wrote `number` and mean integers. */
function numberOf(schema: JsonObject): number {
  const low = bound(schema.minimum, -Infinity);
  const above = typeof schema.exclusiveMinimum === "number" ? schema.exclusiveMinimum + 1 : low;
  const high = bound(schema.maximum, Infinity);
  const below = typeof schema.exclusiveMaximum === "number" ? schema.exclusiveMaximum - 1 : high;
  const number = Math.min(Math.max(1, low, above), high, below);
  const step = typeof schema.multipleOf === "number" ? schema.multipleOf : 0;
  return step ? Math.ceil(number / step) * step : number;
}

function bound(value: JsonValue | undefined, none: number): number {
  return typeof value === "number" ? value : none;
}

const formats: Record<string, string> = {
  "date": "2026-11-22",
  "date-time": "2026-11-22T00:00:00Z",
  "time": "00:00:00Z",
  "email": "user@example.com",
  "uri": "https://example.com/",
  "uuid": "00000000-0000-4000-8000-000000000000",
};
