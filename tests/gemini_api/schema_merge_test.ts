import { assertEquals } from "@std/assert";
import { cleanSchema } from "../../lib/backends/gemini_api/schema_cleaner.ts";
import type { JsonObject } from "../../lib/core/json.ts";

const cases: [string, JsonObject, JsonObject][] = [
  ["allOf is merged", {
    allOf: [
      { type: "object", properties: { a: { type: "string" } }, required: ["a"], $defs: { A: {} } },
      { properties: { b: { type: "integer", minimum: 1 } }, required: ["b"], $defs: { B: {} } },
      { properties: { b: { minimum: 3 } } },
    ],
  }, {
    type: "OBJECT",
    properties: { a: { type: "STRING" }, b: { type: "INTEGER", minimum: 3 } },
    required: ["a", "b"],
  }],
  ["a map in allOf is as narrow as its members", {
    allOf: [
      { type: "object", additionalProperties: true },
      { additionalProperties: { type: "number" } },
    ],
  }, {
    type: "OBJECT",
    description: 'Other properties are allowed, each with a value of: {"type":"number"}.',
  }],
  ["what contradicts in allOf is said", {
    allOf: [{ type: "string", pattern: "^a" }, { pattern: "z$" }],
  }, { type: "STRING", pattern: "^a", description: 'Also pattern: "z$".' }],
  ["references in allOf are all put in place", {
    $defs: {
      Base: { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
      Named: { properties: { b: { type: "string" } }, required: ["b"] },
    },
    allOf: [{ $ref: "#/$defs/Base" }, { $ref: "#/$defs/Named" }],
  }, {
    type: "OBJECT",
    properties: { a: { type: "STRING" }, b: { type: "STRING" } },
    required: ["a", "b"],
  }],
  ["the narrower of two bounds counts", {
    allOf: [
      { type: "array", items: { type: "string" }, minItems: 1, maxItems: 9 },
      { minItems: 2, maxItems: 10 },
    ],
  }, { type: "ARRAY", items: { type: "STRING" }, minItems: 2, maxItems: 9 }],
  ["of two types and two lists the common part counts", {
    allOf: [
      { type: ["string", "null"], enum: ["a", "b", null] },
      { type: "string", enum: ["b", "c"] },
    ],
  }, { type: "STRING", enum: ["b"], format: "enum" }],
  ["a closed map stays closed", {
    allOf: [
      { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
      { additionalProperties: { type: "string" } },
    ],
  }, { type: "OBJECT", properties: { a: { type: "STRING" } } }],
];

for (const [name, schema, expected] of cases) {
  Deno.test(name, () => assertEquals(cleanSchema(schema), expected));
}
