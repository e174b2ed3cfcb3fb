import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { withLoneReferences } from "../../lib/backends/gemini_api/json_schema.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { checkReferences } from "../fakes/gemini_api/reference_rules.ts";
import { checkJsonSchema } from "../fakes/gemini_api/schema_rules.ts";
import { generator } from "./generator.ts";

/** Throws what the API would say to it. */
function check(schema: JsonObject): void {
  const lone = withLoneReferences(schema);
  checkJsonSchema(lone, "schema");
  checkReferences(lone);
}

Deno.test("a reference with neighbours stands alone for the API", () => {
  const $defs = { A: { type: "string" } };
  const properties = { a: { $ref: "#/$defs/A", description: "x" } };
  assertEquals(withLoneReferences({ properties, $defs }), {
    properties: { a: { description: "x", anyOf: [{ $ref: "#/$defs/A" }] } },
    $defs,
  });
  assertEquals(withLoneReferences({ $ref: "#/$defs/A", $defs: { A: {} } }), {
    $ref: "#/$defs/A",
    $defs: { A: {} },
  });
});

Deno.test("a property may be called like a keyword", () => {
  const properties = { default: { $ref: "#/$defs/A", description: "x" }, enum: { const: "a" } };
  const $defs = { A: { type: "string" } };
  assertEquals(withLoneReferences({ properties, $defs }), {
    properties: {
      default: { description: "x", anyOf: [{ $ref: "#/$defs/A" }] },
      enum: { enum: ["a"] },
    },
    $defs,
  });
});

Deno.test("one word or number is an enum for the API, which passes over const", () => {
  assertEquals(withLoneReferences({ type: "string", const: "a" }), { type: "string", enum: ["a"] });
  assertEquals(withLoneReferences({ const: 1 }), { enum: [1] });
  assertEquals(withLoneReferences({ const: true }), { const: true });
});

Deno.test("the only member of an allOf, which the API passes over, is an alternative", () => {
  const $defs = { A: { enum: ["x"] } };
  const a = { allOf: [{ $ref: "#/$defs/A" }], description: "d" };
  assertEquals(withLoneReferences({ properties: { a }, $defs }), {
    properties: { a: { anyOf: [{ $ref: "#/$defs/A" }], description: "d" } },
    $defs,
  });
});

Deno.test("an allOf beside alternatives, or of several members, stays as it is", () => {
  const [one, two] = [{ required: ["a"] }, { required: ["b"] }];
  const schema = { type: "object", allOf: [one], anyOf: [two, one] };
  assertEquals(withLoneReferences(schema), schema);
  assertEquals(withLoneReferences({ allOf: [one, two] }), { allOf: [one, two] });
});

Deno.test("a reference to nowhere is said to newer models too, and all others stay", () => {
  const $defs = { A: { type: "string", $anchor: "a" }, B: { $id: "b", type: "integer" } };
  const kept = {
    pointer: { $ref: "#/$defs/A" },
    anchor: { $ref: "#a" },
    id: { $ref: "b" },
    absolute: { $ref: "https://schemas.example/root#/$defs/A" },
    property: { $ref: "#/properties/pointer" },
  };
  const gone = { $ref: "#/$defs/Gone", description: "Mine." };
  const $id = "https://schemas.example/root";
  assertEquals(withLoneReferences({ $id, properties: { ...kept, gone }, $defs }), {
    $id,
    properties: { ...kept, gone: { description: "Mine. As defined by #/$defs/Gone." } },
    $defs,
  });
});

Deno.test("a loop of required properties gets a way out, and is said", () => {
  const F = { $ref: "#/$defs/F" };
  const And = { type: "object", properties: { left: F, right: F }, required: ["left", "right"] };
  const Is = { type: "object", properties: { is: { type: "string" } }, required: ["is"] };
  const schema = {
    type: "object",
    properties: { where: F },
    required: ["where"],
    $defs: { F: { anyOf: [{ $ref: "#/$defs/And" }, Is] }, And },
  };
  check(schema);
  assertEquals(withLoneReferences(schema), {
    ...schema,
    $defs: {
      ...schema.$defs,
      And: { ...And, required: [], description: "Also required: left, right." },
    },
  });
});

Deno.test("a loop through the root's own id gets a way out", () => {
  const schema = {
    $id: "https://schemas.example/root",
    type: "object",
    properties: { again: { $ref: "https://schemas.example/root#" } },
    required: ["again"],
  };
  assertEquals(withLoneReferences(schema), {
    ...schema,
    required: [],
    description: "Also required: again.",
  });
});

Deno.test("a schema that loses its reference may have to lose a required property too", () => {
  const A = {
    $ref: "#/$defs/A",
    type: "object",
    properties: { a: { $ref: "#/$defs/A" } },
    required: ["a"],
  };
  const { $ref: _, ...others } = A;
  check({ $ref: "#/$defs/A", $defs: { A } });
  assertEquals(withLoneReferences({ $ref: "#/$defs/A", $defs: { A } }).$defs, {
    A: {
      ...others,
      required: [],
      description: "As defined by #/$defs/A. Also required: a.",
    },
  });
});

Deno.test("anchors are read as often as there are anchors, not references times anchors", () => {
  const numbers = Array.from({ length: 1000 }, (_, number) => number);
  let reads = 0;
  const anchored = (number: number) => ({
    get $anchor() {
      reads++;
      return String(number);
    },
  });
  withLoneReferences({
    properties: Object.fromEntries(numbers.map((number) => [number, { $ref: `#${number}` }])),
    $defs: Object.fromEntries(numbers.map((number) => [number, anchored(number)])),
  });
  assertLess(reads, 10 * numbers.length);
});

Deno.test("loops with a way out stay as they are", () => {
  const $defs = {
    List: {
      type: "object",
      properties: {
        next: { $ref: "#/$defs/List" },
        all: { type: "array", items: { $ref: "#/$defs/List" } },
      },
      required: ["all"],
    },
  };
  const schema = { type: "object", properties: { list: { $ref: "#/$defs/List" } }, $defs };
  assertEquals(withLoneReferences(schema), schema);
});

Deno.test("any JSON value within itself is cut where the API sees no way out", () => {
  const Json = {
    anyOf: [
      { type: "string" },
      { type: "array", items: { $ref: "#/$defs/Json" } },
      { type: "object", additionalProperties: { $ref: "#/$defs/Json" } },
    ],
  };
  const schema = { type: "object", properties: { any: { $ref: "#/$defs/Json" } }, $defs: { Json } };
  check(schema);
  const said = JSON.stringify(withLoneReferences(schema));
  assertStringIncludes(
    said,
    '"additionalProperties":{"description":"As defined by #/$defs/Json."}',
  );
  assertStringIncludes(said, '"items":{"$ref":"#/$defs/Json"}');
});

Deno.test("random references, most of them in loops, pass", () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const random = generator(seed);
    const $defs = Object.fromEntries(
      ["A", "B", "C", "D"].map((name) => [name, referringSchema(random, 2)]),
    );
    check({ ...referringSchema(random, 3), $defs });
  }
});

function referringSchema(random: (below: number) => number, depth: number): JsonObject {
  const inner = () => referringSchema(random, depth - 1);
  switch (random(depth > 0 ? 9 : 3)) {
    case 0:
    case 1:
    case 2:
      return { $ref: `#/$defs/${"ABCDE"[random(5)]}` };
    case 3:
      return { anyOf: [inner(), { type: "string" }, inner()] };
    case 4:
      return { type: "array", items: inner(), minItems: random(2) };
    case 5:
      return { type: "object", additionalProperties: inner() };
    case 6:
      return { allOf: [inner(), { type: "object", properties: { a: inner() } }] };
    default:
      return {
        type: "object",
        properties: { a: inner(), b: inner() },
        required: [["a"], ["a", "b"], []][random(3)],
      };
  }
}
