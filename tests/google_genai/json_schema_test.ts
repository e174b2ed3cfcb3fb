import { assertEquals } from "@std/assert";
import { toJsonSchema } from "../../lib/dialects/google_genai/json_schema.ts";

Deno.test("the vendor's schema becomes JSON Schema of the same meaning", () => {
  const schema = toJsonSchema({
    type: "OBJECT",
    description: "An object",
    properties: {
      type: { type: "STRING", format: "enum", enum: ["A", "B"], nullable: true },
      any_of: { type: "ARRAY", items: { type: "NUMBER" }, min_items: "1", maxItems: "3" },
      when: { type: "STRING", format: "date-time", maxLength: "40", example: "now" },
      either: { anyOf: [{ type: "STRING" }, { type: "INTEGER", format: "int32" }], nullable: true },
      open: { type: "TYPE_UNSPECIFIED", nullable: true, default: { type: "STRING" } },
    },
    required: ["type"],
    propertyOrdering: ["type", "any_of"],
  });
  assertEquals(schema, {
    type: "object",
    description: "An object",
    properties: {
      type: { type: ["string", "null"], enum: ["A", "B", null] },
      any_of: { type: "array", items: { type: "number" }, minItems: 1, maxItems: 3 },
      when: { type: "string", format: "date-time", maxLength: 40, examples: ["now"] },
      either: {
        anyOf: [{ type: "string" }, { type: "integer", format: "int32" }, { type: "null" }],
      },
      open: { default: { type: "STRING" } },
    },
    required: ["type"],
    propertyOrdering: ["type", "any_of"],
  });
});

Deno.test("JSON Schema stays what it is", () => {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: ["string", "null"],
    $defs: { a: { type: "object", additionalProperties: false, const: { type: "OBJECT" } } },
    oneOf: [{ $ref: "#/$defs/a" }, true],
    not: { enum: ["STRING"] },
    pattern: "^[A-Z]_x$",
    exclusiveMinimum: 0,
    encrypted: true,
  };
  assertEquals(toJsonSchema(schema), schema);
});
