import { assertEquals } from "@std/assert";
import { sampleOf } from "./schema_sample.ts";

Deno.test("every property is sampled, required or not", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "boolean" }, c: { type: "null" } },
    required: ["a", "d"],
  };
  assertEquals(sampleOf(schema, "w"), { a: "w", b: true, c: null, d: "w" });
});

Deno.test("enums give their first value and constants themselves", () => {
  assertEquals(sampleOf({ type: "string", enum: ["x", "y"] }, "w"), "x");
  assertEquals(sampleOf({ const: 7 }, "w"), 7);
});

Deno.test("an array has one item, or as many as it must", () => {
  assertEquals(sampleOf({ type: "array", items: { type: "string" } }, "w"), ["w"]);
  assertEquals(sampleOf({ type: "array", items: { type: "null" }, minItems: 2 }, "w"), [
    null,
    null,
  ]);
});

Deno.test("numbers keep within their bounds", () => {
  assertEquals(sampleOf({ type: "integer" }, "w"), 1);
  assertEquals(sampleOf({ type: "integer", minimum: -9007199254740991 }, "w"), 1);
  assertEquals(sampleOf({ type: "integer", minimum: 5, maximum: 9 }, "w"), 5);
  assertEquals(sampleOf({ type: "integer", exclusiveMinimum: 1 }, "w"), 2);
  assertEquals(sampleOf({ type: "number", maximum: 0.1 }, "w"), 0.1);
  assertEquals(sampleOf({ type: "integer", multipleOf: 4 }, "w"), 4);
});

Deno.test("of alternatives and lists of types the first that is not null is taken", () => {
  assertEquals(sampleOf({ anyOf: [{ type: "null" }, { type: "integer" }] }, "w"), 1);
  assertEquals(sampleOf({ oneOf: [{ type: "boolean" }, { type: "string" }] }, "w"), true);
  assertEquals(sampleOf({ type: ["null", "string"] }, "w"), "w");
});

Deno.test("types may be written in capitals", () => {
  const schema = {
    type: "OBJECT",
    properties: { a: { type: "ARRAY", items: { type: "INTEGER" } } },
  };
  assertEquals(sampleOf(schema, "w"), { a: [1] });
});

Deno.test("references are followed, and end where a schema holds itself", () => {
  const schema = {
    $defs: {
      node: {
        type: "object",
        properties: {
          name: { type: "string" },
          children: { type: "array", items: { $ref: "#/$defs/node" } },
        },
        required: ["name", "children"],
      },
    },
    $ref: "#/$defs/node",
  };
  const text = JSON.stringify(sampleOf(schema, "w"));
  assertEquals(text.startsWith('{"name":"w","children":[{"name":"w"'), true);
  assertEquals(text.includes('"children":[]'), true);
});

Deno.test("parts of allOf are one object", () => {
  const schema = {
    allOf: [{ properties: { a: { type: "string" } } }, { properties: { b: { type: "integer" } } }],
  };
  assertEquals(sampleOf(schema, "w"), { a: "w", b: 1 });
});

Deno.test("strings keep their format and lengths", () => {
  assertEquals(sampleOf({ type: "string", format: "date" }, "w"), "2026-11-22");
  assertEquals(sampleOf({ type: "string", minLength: 3 }, "w"), "wxx");
  assertEquals(sampleOf({ type: "string", maxLength: 2 }, "word"), "wo");
});
