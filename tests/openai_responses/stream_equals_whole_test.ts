import { assertEquals } from "@std/assert";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { call, FakeGateway, says } from "./fake_gateway.ts";

/** A seeded generator of numbers in [0, 1): mulberry32. */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function pieces(text: string, next: () => number): string[] {
  const cut: string[] = [];
  for (let at = 0; at < text.length;) {
    const size = 1 + Math.floor(next() * 5);
    cut.push(text.slice(at, at + size));
    at += size;
  }
  return cut;
}

function answer(next: () => number): GenerateEvent[] {
  const events: GenerateEvent[] = [];
  for (let i = 0; i < 6; i++) {
    const kind = Math.floor(next() * 6);
    const words = `w${i} "q" \n ${"é😀".repeat(kind)}`;
    const deltas = pieces(words, next);
    if (kind === 0) events.push(...deltas.map((delta) => ({ type: "reasoning" as const, delta })));
    if (kind === 1) events.push({ type: "reasoning", delta: "t", signature: `s${i}` });
    if (kind === 2) {
      events.push(...call(`c${i}`, "look", ...pieces(JSON.stringify({ words }), next)));
    }
    if (kind === 3) {
      events.push(...call(`c${i}`, "patch", ...pieces(JSON.stringify({ input: words }), next)));
    }
    if (kind === 4) {
      events.push({ type: "media", mediaType: "image/png", source: { base64: `A${i}` } });
    }
    if (kind === 5) {
      events.push(...deltas.map((delta) => ({ type: "text" as const, delta })));
      events.push({ type: "citation", url: `https://${i}.example`, span: { start: 0, end: 2 } });
    }
  }
  return says(...events);
}

Deno.test("a streamed answer ends with the response that the whole answer is", async () => {
  const tools = [{ type: "function", name: "look" }, { type: "custom", name: "patch" }];
  for (let seed = 1; seed <= 200; seed++) {
    const events = answer(random(seed));
    const gateway = () => new FakeGateway(() => events);
    const whole = await gateway().create({ input: "hi", tools });
    const stream = await gateway().stream({ input: "hi", tools });
    assertEquals(stream.at(-1)!["response"], whole, `seed ${seed}`);
    const done = stream.filter((event) => event["type"] === "response.output_item.done");
    assertEquals(
      done.map((event) => (event["item"] as { id: string }).id),
      (whole["output"] as { id: string }[]).map((item) => item.id),
    );
  }
});
