import { assertEquals } from "@std/assert";
import { Blocks } from "../../lib/core/blocks.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { finish } from "../fakes/scripted_backend.ts";

function framed(events: GenerateEvent[]): string[] {
  const blocks = new Blocks();
  return events.flatMap((event) => blocks.push(event)).map((event) => {
    switch (event.type) {
      case "block-start":
        return `${event.index}+${event.block.type}`;
      case "block-delta":
        return `${event.index}:${event.delta}`;
      case "block-end":
        return `${event.index}=${event.content}${event.signature ? `/${event.signature}` : ""}`;
      case "citation":
        return `${event.index}@${event.citation.url}`;
      default:
        return event.type;
    }
  });
}

Deno.test("a block opens with its first delta and closes when the kind changes", () => {
  const events: GenerateEvent[] = [
    { type: "start", model: "m" },
    { type: "reasoning", delta: "a" },
    { type: "reasoning", delta: "b", signature: "s" },
    { type: "text", delta: "c" },
    { type: "text", delta: "" },
    { type: "citation", url: "u" },
    { type: "tool-call-start", id: "1", name: "t" },
    { type: "tool-call-delta", delta: "{" },
    { type: "tool-call-delta", delta: "}" },
    { type: "tool-call-end" },
    { type: "text", delta: "d" },
    finish(),
  ];
  assertEquals(framed(events), [
    "start",
    ...["0+reasoning", "0:a", "0:b", "0=ab/s"],
    ...["1+text", "1:c", "1@u", "1=c"],
    ...["2+tool-call", "2:{", "2:}", "2={}"],
    ...["3+text", "3:d", "3=d"],
    "finish",
  ]);
});

Deno.test("a signature without text makes a block of its own, empty deltas make none", () => {
  assertEquals(
    framed([
      { type: "text", delta: "" },
      { type: "reasoning", delta: "", signature: "s" },
      { type: "media", mediaType: "image/png", source: { url: "u" } },
    ]),
    ["0+reasoning", "0=/s", "1+media", "1="],
  );
});
