import { assertEquals } from "@std/assert";
import { InventedResults } from "../../lib/emulation/invented_results.ts";

Deno.test("what looks like a result inside of a line is text, wherever the text is cut", () => {
  const watch = new InventedResults();
  const passed = watch.push("See ") + watch.push("[Tool result: now c1] above.") + watch.end();
  assertEquals([passed, watch.found], ["See [Tool result: now c1] above.", false]);
});

Deno.test("a result that a line break and a cut precede is seen", () => {
  const watch = new InventedResults();
  const passed = ["Done.", "\n[Tool ", "result: now c1]\nNoon."].map((text) => watch.push(text));
  assertEquals([passed.join(""), watch.found, watch.push("more")], ["Done.\n", true, ""]);
});
