import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { mergeAll } from "./schema_merge.ts";
import {
  anyValue,
  counts,
  described,
  guessedType,
  onlyFor,
  overlaid,
  strings,
  tellValues,
  textOf,
  typesOf,
  withoutNotes,
} from "./schema_pieces.ts";
import { SchemaReferences } from "./schema_references.ts";
import { schemaWords } from "./schema_words.ts";

/**
 * A JSON Schema in the subset of OpenAPI schemas that the API takes in `parameters` and `responseSchema`. References
 * are put in place, `allOf` is merged, `null` becomes `nullable`; whatever the subset cannot say is said in words in the
 * description, so that the model still knows it.
 */
export function cleanSchema(schema: JsonObject): JsonObject {
  return new Cleaner(schema).clean(schema, []);
}

/** Schemas in one document; references that hold each other could make more than any request can hold. */
const mostSchemas = 5000;

class Cleaner {
  readonly #references: SchemaReferences;
  #count = 0;

  constructor(root: JsonObject) {
    this.#references = new SchemaReferences(root);
  }

  /** `path`: the references that lead here. */
  clean(value: JsonValue | undefined, path: readonly string[]): JsonObject {
    if (!isJsonObject(value)) return value === false ? anyValue("Never given.") : anyValue();
    if (++this.#count > mostSchemas) return anyValue("See the schema above.");
    if (typeof value.$ref === "string") return this.#referenced(value, value.$ref, path);
    if (Array.isArray(value.allOf)) {
      const here = [...path];
      const { schema, notes } = mergeAll(value, (member) => this.#inPlace(member, here));
      return described(this.clean(schema, here), notes);
    }
    const alternatives = [value.anyOf, value.oneOf].find(Array.isArray);
    if (alternatives) return this.#oneOf(value, alternatives, path);
    const types = typesOf(value);
    const named = types.filter((type) => type !== "null");
    const nullable = types.includes("null") || value.nullable === true;
    if (named.length > 1) {
      const { constraints, notes } = withoutNotes(value);
      const each = named.map((type) => ({ ...onlyFor(type, constraints), type }));
      return this.#anyOf(each, { nullable, path, notes, title: value.title });
    }
    const result = this.#typed(
      value,
      named[0] ?? (types.includes("null") ? "null" : undefined),
      path,
    );
    return nullable ? { ...result, nullable: true } : result;
  }

  /** A member of `allOf` without its reference, which joins the path. */
  #inPlace(member: JsonValue, path: string[]): JsonValue {
    while (isJsonObject(member) && typeof member.$ref === "string") {
      const { $ref, ...others }: JsonObject = member;
      const reference = String($ref);
      const target = this.#references.resolve(reference);
      if (!isJsonObject(target)) break;
      if (isRepeated(reference, path)) return { ...others, description: againAs(reference) };
      path.push(reference);
      member = { ...target, ...others };
    }
    return member;
  }

  #referenced(schema: JsonObject, reference: string, path: readonly string[]): JsonObject {
    const { $ref: _, ...others } = schema;
    const target = this.#references.resolve(reference);
    if (target === undefined) {
      return this.#typed(others, typesOf(others)[0], path, [`As defined by ${reference}.`]);
    }
    if (isRepeated(reference, path)) {
      const type = isJsonObject(target) ? typesOf(target)[0] : undefined;
      const shape = type === "object" ? { type: "OBJECT" } : anyValue();
      return described(shape, [textOf(others.description), againAs(reference)]);
    }
    const here = [...path, reference];
    if (!isJsonObject(target)) return this.clean(target, here);
    const { $defs: _defs, definitions: _definitions, ...own } = target;
    return this.clean(Object.keys(others).length > 0 ? overlaid(own, others) : own, here);
  }

  /** `anyOf` and `oneOf`: each alternative carries what stands beside them. */
  #oneOf(schema: JsonObject, alternatives: JsonValue[], path: readonly string[]): JsonObject {
    const { anyOf, oneOf, nullable, title } = schema;
    const { constraints, notes } = withoutNotes(schema);
    if (anyOf && oneOf) notes.push(`And exactly one of: ${JSON.stringify(oneOf)}.`);
    const isNull = (one: JsonValue) => isJsonObject(one) && one.type === "null";
    const named = alternatives.filter((one) => !isNull(one)).map((one) => {
      const plain = Object.keys(constraints).length === 0 || !isJsonObject(one);
      return plain ? one : { allOf: [constraints, one] };
    });
    const allowsNull = nullable === true || named.length < alternatives.length;
    return this.#anyOf(named, { nullable: allowsNull, path, notes, title });
  }

  #anyOf(
    alternatives: readonly JsonValue[],
    { nullable, path, notes, title }: {
      nullable: boolean;
      path: readonly string[];
      notes: readonly string[];
      title?: JsonValue;
    },
  ): JsonObject {
    const cleaned = alternatives.map((one) => this.clean(one, path));
    const [only] = cleaned;
    const result: JsonObject = cleaned.length === 1 && only
      ? { ...only }
      : cleaned.length === 0
      ? anyValue("Always null.")
      : { anyOf: cleaned };
    if (typeof title === "string") result.title ??= title;
    const whole = described(result, notes, "before");
    return nullable ? { ...whole, nullable: true } : whole;
  }

  #typed(
    schema: JsonObject,
    type: string | undefined,
    path: readonly string[],
    notes: string[] = [],
  ): JsonObject {
    const kind = type ?? guessedType(schema);
    const words = [textOf(schema.description), ...notes, ...schemaWords(schema)];
    const title = typeof schema.title === "string" ? { title: schema.title } : {};
    switch (kind) {
      case "object":
        return described({ ...title, ...this.#object(schema, path, words) }, words);
      case "array":
        return described({ ...title, ...this.#array(schema, path, words) }, words);
      case "string":
        return described({ ...title, ...stringSchema(schema, words) }, words);
      case "integer":
      case "number":
        return described({ ...title, ...numberSchema(schema, kind, words) }, words);
      case "boolean":
        tellValues(schema, words);
        return described({ ...title, type: "BOOLEAN" }, words);
      case "null":
        return described({ type: "STRING", nullable: true }, [...words, "Always null."]);
      default:
        tellValues(schema, words);
        return described({ ...title, ...anyValue() }, words);
    }
  }

  #object(schema: JsonObject, path: readonly string[], words: string[]): JsonObject {
    const given = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
    const possible = given.filter(([, property]) => property !== false);
    const properties = Object.fromEntries(
      possible.map(([name, property]) => [name, this.clean(property, path)]),
    );
    const required = strings(schema.required);
    const unknown = required.filter((name) => !Object.hasOwn(properties, name));
    if (unknown.length > 0) words.push(`Also required: ${unknown.join(", ")}.`);
    const known = [...new Set(required)].filter((name) => Object.hasOwn(properties, name));
    const ordering = strings(schema.propertyOrdering).filter((name) => name in properties);
    tellValues(schema, words);
    return {
      type: "OBJECT",
      ...(possible.length > 0 && { properties }),
      ...(known.length > 0 && { required: known }),
      ...(ordering.length === possible.length && ordering.length > 0 &&
        { propertyOrdering: ordering }),
      ...counts(schema, ["minProperties", "maxProperties"]),
    };
  }

  #array(schema: JsonObject, path: readonly string[], words: string[]): JsonObject {
    const row = Array.isArray(schema.prefixItems)
      ? schema.prefixItems
      : Array.isArray(schema.items)
      ? schema.items
      : undefined;
    tellValues(schema, words);
    if (row) words.push(`Items in this order: ${JSON.stringify(row)}.`);
    if (row && isJsonObject(schema.items)) {
      words.push(`Further items: ${JSON.stringify(schema.items)}.`);
    }
    if (row && schema.items === false) words.push("No further items.");
    const items = row
      ? this.clean({ anyOf: isJsonObject(schema.items) ? [...row, schema.items] : row }, path)
      : this.clean(schema.items, path);
    return { type: "ARRAY", items, ...counts(schema, ["minItems", "maxItems"]) };
  }
}

/** One round of a schema within itself shows its shape; the rest is said. */
function isRepeated(reference: string, path: readonly string[]): boolean {
  return path.indexOf(reference) !== path.lastIndexOf(reference);
}

function againAs(reference: string): string {
  return `Again as ${reference.slice(reference.lastIndexOf("/") + 1)} above.`;
}

function stringSchema(schema: JsonObject, words: string[]): JsonObject {
  const values = schema.const !== undefined
    ? [schema.const]
    : Array.isArray(schema.enum)
    ? schema.enum
    : undefined;
  const choices = values?.filter((value) => value !== null) ?? [];
  // The API takes neither an empty word nor anything but words.
  const listable = choices.length > 0 &&
    choices.every((value) => typeof value === "string" && value !== "");
  if (values && !listable) words.push(`One of: ${JSON.stringify(values)}.`);
  const format = typeof schema.format === "string" ? schema.format : undefined;
  if (format && format !== "date-time" && format !== "enum") words.push(`Format: ${format}.`);
  return {
    type: "STRING",
    ...(listable && { enum: [...new Set(choices)], format: "enum" }),
    ...(format === "date-time" && !listable && { format }),
    ...(typeof schema.pattern === "string" && { pattern: schema.pattern }),
    ...counts(schema, ["minLength", "maxLength"]),
    ...(values?.includes(null) && { nullable: true }),
  };
}

function numberSchema(schema: JsonObject, type: "integer" | "number", words: string[]): JsonObject {
  tellValues(schema, words);
  const formats = type === "integer" ? ["int32", "int64"] : ["float", "double"];
  const format = typeof schema.format === "string" ? schema.format : undefined;
  if (format && !formats.includes(format)) words.push(`Format: ${format}.`);
  return {
    type: type.toUpperCase(),
    ...(format && formats.includes(format) && { format }),
    ...bound(schema, { side: "minimum", exclusive: "exclusiveMinimum", type, words }),
    ...bound(schema, { side: "maximum", exclusive: "exclusiveMaximum", type, words }),
  };
}

/** A bound; an exclusive one of integers is the next integer, of other numbers it is said. */
function bound(
  schema: JsonObject,
  { side, exclusive, type, words }: {
    side: "minimum" | "maximum";
    exclusive: "exclusiveMinimum" | "exclusiveMaximum";
    type: "integer" | "number";
    words: string[];
  },
): JsonObject {
  const up = side === "minimum";
  const limit = schema[side];
  // Draft 4 has a flag beside the bound.
  const beyond = schema[exclusive] === true ? limit : schema[exclusive];
  if (typeof beyond !== "number") return typeof limit === "number" ? { [side]: limit } : {};
  if (type === "integer") {
    const next = up ? Math.floor(beyond) + 1 : Math.ceil(beyond) - 1;
    const both = typeof limit === "number" ? [next, limit] : [next];
    return { [side]: up ? Math.max(...both) : Math.min(...both) };
  }
  words.push(`${up ? "Greater" : "Less"} than ${beyond}.`);
  return { [side]: typeof limit === "number" ? limit : beyond };
}
