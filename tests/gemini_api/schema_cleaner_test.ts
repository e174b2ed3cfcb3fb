import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { withLoneReferences } from "../../lib/backends/gemini_api/json_schema.ts";
import { cleanSchema } from "../../lib/backends/gemini_api/schema_cleaner.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../lib/core/json.ts";
import { checkShape } from "../fakes/gemini_api/message_shapes.ts";
import { checkReferences } from "../fakes/gemini_api/reference_rules.ts";
import { checkJsonSchema, checkSchema } from "../fakes/gemini_api/schema_rules.ts";
import { recordedRequests } from "../fakes/recorded_requests.ts";
import { generator } from "./generator.ts";

/** Throws what the API would say to it. */
function check(schema: JsonObject): JsonObject {
  const cleaned = cleanSchema(schema);
  checkShape(cleaned, "Schema");
  checkSchema(cleaned, "schema");
  const lone = withLoneReferences(schema);
  checkJsonSchema(lone, "schema");
  checkReferences(lone);
  return cleaned;
}

const cases: [string, JsonObject, JsonObject][] = [
  ["types are written in capitals", { type: "string" }, { type: "STRING" }],
  ["null beside a type is nullable", { type: ["string", "null"] }, {
    type: "STRING",
    nullable: true,
  }],
  ["null among alternatives is nullable", { anyOf: [{ type: "integer" }, { type: "null" }] }, {
    type: "INTEGER",
    nullable: true,
  }],
  ["several types are alternatives", { type: ["string", "integer"], minLength: 2, minimum: 1 }, {
    anyOf: [{ type: "STRING", minLength: 2 }, { type: "INTEGER", minimum: 1 }],
  }],
  ["of several types' values each has its own", { type: ["string", "integer"], enum: ["a", 1] }, {
    anyOf: [
      { type: "STRING", enum: ["a"], format: "enum" },
      { type: "INTEGER", description: "One of: [1]." },
    ],
  }],
  ["values without a type show theirs", { enum: [true] }, {
    type: "BOOLEAN",
    description: "One of: [true].",
  }],
  ["a constant word is an enum of one", { const: "on" }, {
    type: "STRING",
    enum: ["on"],
    format: "enum",
  }],
  ["a constant number is said", { const: 3 }, { type: "NUMBER", description: "Always 3." }],
  ["an enum of numbers is said", { type: "integer", enum: [1, 2], format: "uint8" }, {
    type: "INTEGER",
    description: "One of: [1,2]. Format: uint8.",
  }],
  ["an enum with an empty word is said", { type: "string", enum: ["a", ""] }, {
    type: "STRING",
    description: 'One of: ["a",""].',
  }],
  ["null in an enum is nullable", { enum: ["a", null] }, {
    type: "STRING",
    enum: ["a"],
    format: "enum",
    nullable: true,
  }],
  ["an exclusive bound of integers is the next one", {
    type: "integer",
    format: "int64",
    exclusiveMinimum: 0,
    exclusiveMaximum: 10,
  }, { type: "INTEGER", format: "int64", minimum: 1, maximum: 9 }],
  ["an exclusive bound is said", { type: "number", format: "double", exclusiveMinimum: 0 }, {
    type: "NUMBER",
    format: "double",
    minimum: 0,
    description: "Greater than 0.",
  }],
  ["a format that the API lacks is said", { type: "string", format: "uri" }, {
    type: "STRING",
    description: "Format: uri.",
  }],
  ["a default and unknown words are said", { type: "boolean", default: true, encrypted: true }, {
    type: "BOOLEAN",
    description: "Default: true. encrypted: true.",
  }],
  ["words stand behind the description", { type: "string", description: "A name.", format: "x" }, {
    type: "STRING",
    description: "A name. Format: x.",
  }],
  ["a closed object needs no words", {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
    additionalProperties: false,
  }, { type: "OBJECT", properties: { a: { type: "STRING" } }, required: ["a"] }],
  ["a map is described", { type: "object", additionalProperties: { type: "number" } }, {
    type: "OBJECT",
    description: 'Other properties are allowed, each with a value of: {"type":"number"}.',
  }],
  ["a required name without a property is said", {
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a", "b"],
  }, {
    type: "OBJECT",
    properties: { a: { type: "STRING" } },
    required: ["a"],
    description: "Also required: b.",
  }],
  ["references are put in place", {
    $defs: { Name: { type: "string", description: "A name." } },
    type: "object",
    properties: { a: { $ref: "#/$defs/Name", description: "Mine." }, b: { $ref: "#/$defs/Name" } },
  }, {
    type: "OBJECT",
    properties: {
      a: { type: "STRING", description: "Mine." },
      b: { type: "STRING", description: "A name." },
    },
  }],
  ["switches are said where they are on", {
    type: "object",
    properties: {
      on: { type: "string", uniqueItems: true, deprecated: true },
      off: { type: "string", uniqueItems: false, deprecated: false },
      open: { type: "object", properties: {}, additionalProperties: true },
      any: { type: "object", additionalProperties: {} },
    },
  }, {
    type: "OBJECT",
    properties: {
      on: { type: "STRING", description: "Items do not repeat. Deprecated." },
      off: { type: "STRING" },
      open: { type: "OBJECT", description: "Other properties are allowed." },
      any: { type: "OBJECT", description: "Any properties." },
    },
  }],
  ["a row of items is said", { prefixItems: [{ type: "string" }, { type: "integer" }] }, {
    type: "ARRAY",
    items: { anyOf: [{ type: "STRING" }, { type: "INTEGER" }] },
    description: 'Items in this order: [{"type":"string"},{"type":"integer"}].',
  }],
  ["a closed row of items is said", { prefixItems: [{ type: "string" }], items: false }, {
    type: "ARRAY",
    items: { type: "STRING" },
    description: 'Items in this order: [{"type":"string"}]. No further items.',
  }],
];

for (const [name, schema, expected] of cases) {
  Deno.test(name, () => assertEquals(check(schema), expected));
}

Deno.test("alternatives carry what stands beside them", () => {
  const cleaned = check({
    type: "object",
    description: "Either.",
    properties: { kind: { type: "string" } },
    oneOf: [{ required: ["kind"] }, { properties: { other: { type: "string" } } }],
  });
  assertEquals(cleaned.description, "Either.");
  const [left, right] = cleaned.anyOf as JsonObject[];
  assertEquals(left?.required, ["kind"]);
  assertEquals(Object.keys(right?.properties as JsonObject), ["kind", "other"]);
});

Deno.test("a schema within itself is shown once and then said", () => {
  const tree = {
    $ref: "#/$defs/Node",
    $defs: {
      Node: {
        type: "object",
        properties: {
          next: { $ref: "#/$defs/Node" },
          all: { type: "array", items: { $ref: "#/$defs/Node" } },
        },
      },
    },
  };
  assertStringIncludes(JSON.stringify(check(tree)), "Again as Node above.");
  check({ ...tree, $defs: { Node: { anyOf: [{ $ref: "#/$defs/Node" }], type: "object" } } });
  check({ ...tree, $defs: { Node: { allOf: [{ $ref: "#/$defs/Node" }, { minProperties: 1 }] } } });
  assertEquals(check({ $ref: "#" }).nullable, true);
});

Deno.test("references that multiply have an end", () => {
  const $defs: JsonObject = { N0: { type: "string" } };
  for (let n = 1; n < 30; n++) {
    const $ref = `#/$defs/N${n - 1}`;
    $defs[`N${n}`] = { type: "object", properties: { a: { $ref }, b: { $ref } } };
  }
  assert(JSON.stringify(check({ $ref: "#/$defs/N29", $defs })).length < 3_000_000);
});

Deno.test("a reference to nowhere is said", () => {
  const cleaned = check({ $ref: "https://schemas.example/name", type: "string" });
  assertEquals(cleaned, {
    type: "STRING",
    description: "As defined by https://schemas.example/name.",
  });
});

Deno.test("every schema in the recorded requests of real clients passes", () => {
  let count = 0;
  for (const { body } of recordedRequests("")) {
    for (const schema of schemasIn(body)) {
      check(schema);
      count++;
    }
  }
  // Without the recordings there is nothing to see.
  assert(count === 0 || count > 300);
});

/** What looks like a schema of an object, wherever it stands. */
function schemasIn(value: JsonValue | undefined): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(schemasIn);
  if (!isJsonObject(value)) return [];
  const isSchema = isJsonObject(value.properties) && typeof value.type === "string";
  return isSchema ? [value] : Object.values(value).flatMap(schemasIn);
}

Deno.test("random schemas pass, and every keyword's value is in place or said", () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const random = generator(seed);
    const schema = randomSchema(random, 4);
    const cleaned = check(schema);
    const all = JSON.stringify(cleaned);
    for (const word of marksIn(schema)) assertStringIncludes(all, word, JSON.stringify(schema));
  }
});

/** The words `mark…` that a schema's keywords hold. */
function marksIn(schema: JsonObject): string[] {
  return [...new Set(JSON.stringify(schema).match(/mark\d+/g) ?? [])];
}

function randomSchema(random: (below: number) => number, depth: number): JsonObject {
  const mark = () => `mark${random(1_000_000)}`;
  const inner = () => randomSchema(random, depth - 1);
  const common: JsonObject = {
    ...(random(3) === 0 && { description: mark() }),
    ...(random(5) === 0 && { default: mark() }),
    ...(random(9) === 0 && { encrypted: mark() }),
  };
  const kind = random(depth > 0 ? 9 : 5);
  switch (kind) {
    case 0:
      return { ...common, type: random(2) ? "string" : ["string", "null"], format: mark() };
    case 1:
      return { ...common, enum: [mark(), mark()] };
    case 2:
      return { ...common, type: "integer", exclusiveMinimum: random(9), multipleOf: 3 };
    case 3:
      return { ...common, type: ["number", "boolean", "string"], maximum: 7, pattern: mark() };
    case 4:
      return { ...common, const: mark() };
    case 5:
      return { ...common, type: "array", items: random(3) ? inner() : true, uniqueItems: true };
    case 6:
      return { ...common, anyOf: [inner(), inner(), ...(random(2) ? [{ type: "null" }] : [])] };
    case 7:
      return {
        ...common,
        allOf: [{ type: "object", properties: { a: inner() } }, { properties: { b: inner() } }],
      };
    default:
      return {
        ...common,
        type: "object",
        properties: { a: inner(), b: inner() },
        required: ["a", "c"],
        patternProperties: random(2) ? { "^x": { description: mark() } } : undefined,
        additionalProperties: random(2) ? false : { description: mark() },
      };
  }
}
