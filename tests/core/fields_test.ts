import { assertEquals, assertThrows } from "@std/assert";
import { Fields } from "../../lib/core/fields.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";

const body = () =>
  new Fields({ name: "x", size: 2.5, nothing: null, list: [{ a: 1, b: 2 }], deep: { c: true } });

Deno.test("a misread field is named by its whole path, with what was expected", () => {
  const error = assertThrows(() => body().objects("list")[0]!.string("a"), GatewayError);
  assertEquals(error.param, "list.0.a");
  assertEquals(error.message, 'Cannot read "list.0.a": expected a string.');
});

Deno.test("null counts as absent", () => {
  assertEquals(body().optionalString("nothing"), undefined);
  assertEquals(body().has("nothing"), false);
});

Deno.test("numbers keep to their range and kind", () => {
  assertEquals(body().optionalNumber("size", { max: 3 }), 2.5);
  assertThrows(() => body().optionalNumber("size", { max: 2 }), GatewayError, "at most 2");
  assertThrows(() => body().optionalNumber("size", { min: 3 }), GatewayError, "at least 3");
  assertThrows(() => body().optionalInteger("size"), GatewayError, "an integer");
});

Deno.test("what nobody read is listed at every depth, null fields are not", () => {
  const fields = body();
  fields.string("name");
  fields.objects("list")[0]!.raw("a");
  fields.nested("deep");
  assertEquals(fields.unread(), ["size", "list.0.b", "deep.c"]);
});

Deno.test("an object that is read as a whole has nothing unread of its own", () => {
  const fields = new Fields({ part: { anything: 1, goes: 2 }, rest: 3 });
  fields.nested("part").readAll();
  assertEquals(fields.unread(), ["rest"]);
});
