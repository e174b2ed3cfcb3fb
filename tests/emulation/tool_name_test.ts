import { assertEquals } from "@std/assert";
import { toolByName } from "../../lib/emulation/tool_name.ts";

const meant = (name: string, ...tools: string[]) =>
  toolByName(name, tools.map((name) => ({ name })))?.name;

Deno.test("the plural of a short word is a slip", () => {
  assertEquals(meant("get_docs", "get_doc", "set_doc"), "get_doc");
});

Deno.test("one letter wrong or two swapped is a slip, both are not", () => {
  assertEquals(meant("get_wearher", "get_weather"), "get_weather");
  assertEquals(meant("get_waether", "get_weather"), "get_weather");
  assertEquals(meant("get_waethor", "get_weather"), undefined);
});

Deno.test("short words that differ are different words", () => {
  assertEquals(meant("get_map", "get_mop"), undefined);
  assertEquals(meant("send_male", "send_mail"), undefined);
});

Deno.test("signs around a name do not keep a slip from being seen", () => {
  assertEquals(meant("_get_wether_", "get_weather"), "get_weather");
});

Deno.test("a name without letters or with nothing behind its namespace means no tool", () => {
  assertEquals(meant("functions.", "now"), undefined);
  assertEquals(meant("_", "-", "now"), undefined);
});

Deno.test("of two tools that are equally near none is meant", () => {
  assertEquals(meant("NOW", "now", "Now"), undefined);
  assertEquals(meant("look", "a__look", "b__look"), undefined);
});
