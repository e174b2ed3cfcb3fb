import { assertEquals } from "@std/assert";
import { field, fieldAt } from "../../../lib/backends/gemini_web/answer/field.ts";

Deno.test("a field is read by its number", () => {
  assertEquals(field([null, "a"], 2), "a");
  assertEquals(field([null, "a"], 3), undefined);
  assertEquals(field("text", 1), undefined);
});

Deno.test("a field is read from the object in the last place", () => {
  const message = [null, ["c"], { "18": "r", "44": true }];
  assertEquals(field(message, 18), "r");
  assertEquals(field(message, 2), ["c"]);
  assertEquals(field(message, 3), undefined);
  assertEquals(field([null, { "1": "a", "2": "b" }], 1), "a");
  assertEquals(field([null, { "1": "a", "2": "b" }], 2), "b");
});

Deno.test("a path is followed through dense and sparse messages", () => {
  assertEquals(fieldAt([null, [{ "7": ["a"] }]], 2, 7, 1), "a");
  assertEquals(fieldAt([null, null], 2, 7, 1), undefined);
});
