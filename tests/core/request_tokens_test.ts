import { assertEquals } from "@std/assert";
import { type GenerateRequest, textRequest } from "../../lib/core/generate_request.ts";
import type { Message } from "../../lib/core/message.ts";
import { estimateRequestTokens } from "../../lib/core/request_tokens.ts";
import { estimateTokens } from "../../lib/core/token_estimate.ts";

const hi: Message = { role: "user", parts: [{ type: "text", text: "hello there" }] };

function tokens(messages: Message[], over: Partial<GenerateRequest> = {}): number {
  return estimateRequestTokens({ ...textRequest("m", messages), ...over });
}

Deno.test("the wanted schema and the tools count as what they are in JSON", () => {
  const schema = { type: "object", properties: { city: { type: "string" } } };
  const tool = { name: "look", parameters: schema };
  const sum = (value: unknown) => estimateTokens(`hello there${JSON.stringify(value)}`);
  assertEquals(tokens([hi], { output: { type: "json", schema } }), sum(schema));
  assertEquals(tokens([hi], { tools: [tool] }), sum(tool));
});

Deno.test("a picture counts the same in a message and in a tool's result", () => {
  const picture = {
    type: "media" as const,
    mediaType: "image/png",
    source: { base64: "AAAA" },
  };
  const seen: Message = {
    role: "tool",
    parts: [{
      type: "tool-result",
      callId: "c",
      parts: [{ type: "text", text: "hello there" }, picture],
    }],
  };
  const shown: Message = { ...hi, parts: [...hi.parts, picture] };
  assertEquals(tokens([seen]), tokens([shown]));
  assertEquals(tokens([shown]) > tokens([hi]), true);
});

Deno.test("thoughts of earlier answers do not count, and a request is never nothing", () => {
  const thought: Message = {
    role: "assistant",
    parts: [{ type: "reasoning", text: "a long one" }],
  };
  assertEquals(tokens([hi, thought]), tokens([hi]));
  assertEquals(tokens([thought]), 1);
});
