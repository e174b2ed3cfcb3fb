import { assertEquals } from "@std/assert";
import { SignatureCache } from "../../lib/backends/gemini_api/signature_cache.ts";

const call = { id: "1", name: "look", arguments: '{"a":1,"b":{"c":2}}' };

Deno.test("a call is known by its id, or by its name and arguments however they are written", () => {
  const cache = new SignatureCache();
  cache.set("key", call, "S");
  assertEquals(cache.get("key", { ...call, name: "other" }), "S");
  assertEquals(cache.get("key", { ...call, id: "", arguments: '{ "b": {"c":2}, "a": 1 }' }), "S");
  assertEquals(cache.get("key", { ...call, id: "2", arguments: "{}" }), undefined);
  assertEquals(cache.get("another key", call), undefined);
});

Deno.test("the least recently used is forgotten first, and what is kept is bounded", () => {
  const cache = new SignatureCache(1000);
  const one = (id: string) => ({ id, name: "look", arguments: `{"id":"${id}"}` });
  cache.set("k", one("a"), "S".repeat(100));
  cache.set("k", one("b"), "S".repeat(100));
  cache.get("k", one("a"));
  for (const id of ["c", "d", "f", "g"]) {
    cache.set("k", one(id), "S".repeat(100));
    cache.get("k", one("a"));
  }
  assertEquals(cache.get("k", { ...one("b"), arguments: "{}" }), undefined);
  assertEquals(cache.get("k", one("a"))?.length, 100);
  cache.set("k", one("e"), "S".repeat(5000));
  assertEquals(cache.get("k", one("e")), undefined);
});
