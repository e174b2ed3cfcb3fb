import { assert, assertEquals } from "@std/assert";
import { ResponseStore } from "../../lib/dialects/openai_responses/response_store.ts";

function entry(id: string, previous?: string, text = "") {
  return { id, previous, input: [{ text }], response: { id } };
}

function chainOf(store: ResponseStore, id: string): string[] | undefined {
  return store.chain(id)?.map((stored) => stored.id);
}

Deno.test("a chain is told from its root to its end", () => {
  const store = new ResponseStore({ maxResponses: 10, maxBytes: 10_000 });
  store.put(entry("a"));
  store.put(entry("b", "a"));
  store.put(entry("c", "b"));
  assertEquals(chainOf(store, "c"), ["a", "b", "c"]);
  assertEquals(chainOf(store, "b"), ["a", "b"]);
});

Deno.test("beyond its count the store lets go of what was not used for longest", () => {
  const store = new ResponseStore({ maxResponses: 2, maxBytes: 10_000 });
  store.put(entry("a"));
  store.put(entry("b"));
  store.get("a");
  store.put(entry("c"));
  assertEquals([store.size, store.get("b")], [2, undefined]);
  assert(store.get("a"));
});

Deno.test("a response counts as two bytes for each UTF-16 unit of its JSON, until it is gone", () => {
  const store = new ResponseStore({ maxResponses: 10, maxBytes: 10_000 });
  const { input, response } = entry("a");
  store.put(entry("a"));
  assertEquals(store.bytes, 2 * (JSON.stringify(input) + JSON.stringify(response)).length);
  store.delete("a");
  assertEquals(store.bytes, 0);
});

Deno.test("beyond its bytes the store lets go as well, and one too large is not kept", () => {
  const store = new ResponseStore({ maxResponses: 100, maxBytes: 1_000 });
  for (let i = 0; i < 20; i++) store.put(entry(`r${i}`, undefined, "x".repeat(100)));
  assert(store.bytes <= 1_000, `${store.bytes} bytes`);
  assert(store.size > 0);
  store.put(entry("large", undefined, "x".repeat(1_000)));
  assertEquals(store.get("large"), undefined);
});

Deno.test("what a used response continues stays, though it is older than others", () => {
  const store = new ResponseStore({ maxResponses: 3, maxBytes: 10_000 });
  store.put(entry("a"));
  store.put(entry("other"));
  store.put(entry("b", "a"));
  store.put(entry("c", "b"));
  assertEquals(chainOf(store, "c"), ["a", "b", "c"]);
  assertEquals(store.get("other"), undefined);
});

Deno.test("a chain with a deleted part cannot be continued", () => {
  const store = new ResponseStore({ maxResponses: 10, maxBytes: 10_000 });
  store.put(entry("a"));
  store.put(entry("b", "a"));
  assert(store.delete("a"));
  assertEquals(store.delete("a"), false);
  assertEquals(store.chain("b"), undefined);
});

Deno.test("a long chain keeps each turn once", () => {
  const store = new ResponseStore({ maxResponses: 1_000, maxBytes: 1_000_000 });
  for (let i = 0; i < 500; i++) {
    store.put(entry(`r${i}`, i > 0 ? `r${i - 1}` : undefined, "x".repeat(100)));
  }
  assertEquals(store.chain("r499")?.length, 500);
  assert(store.bytes < 500 * 400, `${store.bytes} bytes`);
});
