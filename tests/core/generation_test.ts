import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { collect } from "../../lib/core/generation.ts";
import { finish } from "../fakes/scripted_backend.ts";

async function* batches(...list: GenerateEvent[][]) {
  yield* list;
}

Deno.test("neighbours of one kind are joined, order is kept, signatures stay where they were", async () => {
  const generation = await collect(batches(
    [{ type: "start", model: "m", ignored: ["seed"] }, { type: "reasoning", delta: "a" }],
    [{ type: "reasoning", delta: "b", signature: "s1" }, { type: "reasoning", delta: "c" }],
    [{ type: "text", delta: "d" }, { type: "citation", url: "u" }, { type: "text", delta: "e" }],
    [{ type: "tool-call-start", id: "1", name: "t" }],
    [{ type: "tool-call-delta", delta: "{" }, { type: "tool-call-delta", delta: "}" }],
    [{ type: "tool-call-end", signature: "s2" }, { type: "text", delta: "f" }],
    [finish({ reason: "tool-calls", model: "late" })],
  ));
  assertEquals(generation.parts, [
    { type: "reasoning", text: "ab", signature: "s1" },
    { type: "reasoning", text: "c" },
    { type: "text", text: "de" },
    { type: "tool-call", id: "1", name: "t", arguments: "{}", signature: "s2" },
    { type: "text", text: "f" },
  ]);
  assertEquals([generation.model, generation.ignored], ["late", ["seed"]]);
  assertEquals(generation.citations, [{ url: "u" }]);
});

Deno.test("a stream without finish is an error, never a whole answer", async () => {
  const cut = collect(batches([{ type: "start", model: "m" }, { type: "text", delta: "a" }]));
  const error = await assertRejects(() => cut, GatewayError);
  assertEquals(error.code, "upstream_interrupted");
});
