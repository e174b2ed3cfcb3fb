import { assertEquals } from "@std/assert";
import Anthropic from "@anthropic-ai/sdk";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { UNSIGNED, wireSignature } from "../../lib/dialects/anthropic_messages/signature.ts";
import { call, finish, loopback, post, start, user } from "./loopback.ts";
import type { Batches } from "./loopback.ts";

const say = (delta: string): GenerateEvent => ({ type: "text", delta });
const think = (delta: string, signature?: string): GenerateEvent => ({
  type: "reasoning",
  delta,
  signature,
});
const cite = (url: string): GenerateEvent => ({ type: "citation", url });

async function whole(events: GenerateEvent[], body: JsonObject = {}): Promise<JsonObject> {
  const response = await post(loopback([events]), { messages: [user("hi")], ...body });
  return await response.json();
}

Deno.test("a whole answer is a complete message", async () => {
  assertEquals(await whole([start(), say("Hi"), finish()]), {
    id: "msg_00000000000000000000000000000000",
    type: "message",
    role: "assistant",
    model: "gemini-a",
    content: [{ type: "text", text: "Hi" }],
    stop_reason: "end_turn",
    stop_sequence: null,
    stop_details: null,
    usage: {
      input_tokens: 7,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 3,
      output_tokens_details: null,
      server_tool_use: null,
      fallback_credit: null,
      iterations: null,
      cache_creation: null,
      service_tier: "standard",
      inference_geo: null,
      speed: null,
    },
    container: null,
    context_management: null,
    diagnostics: null,
  });
});

Deno.test("a source without a title is cited under its URL: strict clients take no null", async () => {
  const { content } = await whole([start(), say("Hi"), cite("u:1"), finish()]);
  assertEquals(content, [{
    type: "text",
    text: "Hi",
    citations: [{
      type: "web_search_result_location",
      url: "u:1",
      title: "u:1",
      cited_text: "",
      encrypted_index: "",
    }],
  }]);
});

Deno.test("each finish reason has its stop reason", async () => {
  const reasons = {
    "stop": "end_turn",
    "stop-sequence": "stop_sequence",
    "length": "max_tokens",
    "tool-calls": "tool_use",
    "content-filter": "refusal",
  } as const;
  for (const [reason, expected] of Object.entries(reasons)) {
    const answer = await whole([start(), finish(reason as keyof typeof reasons)]);
    assertEquals(answer.stop_reason, expected);
    const explanation = (answer.stop_details as JsonObject | null)?.explanation;
    assertEquals(typeof explanation, expected === "refusal" ? "string" : "undefined");
  }
});

Deno.test("cached input is counted apart from the rest", async () => {
  const usage = { inputTokens: 100, outputTokens: 9, cachedInputTokens: 60, reasoningTokens: 4 };
  const answer = await whole([start(), { type: "finish", reason: "stop", usage }]);
  const counted = answer.usage as JsonObject;
  assertEquals(
    [counted.input_tokens, counted.cache_read_input_tokens, counted.output_tokens_details],
    [40, 60, { thinking_tokens: 4 }],
  );
});

Deno.test("a call whose arguments are not an object is a failure, not an invented input", async () => {
  const events = [start(), ...call({ args: ['{"a":'] }), finish("tool-calls")];
  const response = await post(loopback([events]), { messages: [user("hi")] });
  assertEquals([response.status, (await response.json()).error.type], [502, "api_error"]);
});

Deno.test("a thought and a call share the call's signature", async () => {
  const events = [start(), think("hm"), ...call({ signature: "s" }), finish("tool-calls")];
  const { content } = await whole(events, { thinking: { type: "adaptive" } });
  assertEquals((content as JsonObject[])[0], {
    type: "thinking",
    thinking: "hm",
    signature: wireSignature("call", "s"),
  });
});

Deno.test("a thought without a signature has our mark for one", async () => {
  const { content } = await whole([start(), think("hm"), finish()], {
    thinking: { type: "adaptive" },
  });
  assertEquals((content as JsonObject[])[0]?.signature, UNSIGNED);
});

Deno.test("the whole and the streamed answer are the same message", async () => {
  const answers: GenerateEvent[][] = [
    [start(), finish()],
    [start(), say("a"), say("b"), finish()],
    [start(), say("a"), think("t"), say("b"), finish()],
    [start(), think("t", "s"), think("u"), ...call({ signature: "c" }), finish("tool-calls")],
    [start(), think("t"), say("x"), ...call({ args: ['{"a"', ":1}"] }), finish("tool-calls")],
    [start(), say("a"), cite("u:1"), cite("u:2"), finish("stop-sequence", "@")],
    [start(), ...call(), cite("u:1"), finish("content-filter")],
    [
      start(),
      say("a"),
      {
        type: "media",
        mediaType: "image/png",
        source: { base64: "AA" },
      },
      say("b"),
      finish("length"),
    ],
  ];
  const thinkings = [undefined, { type: "adaptive" }, { type: "adaptive", display: "omitted" }];
  const tools = [{ type: "web_search_20250305", name: "web_search" }];
  for (const events of answers) {
    for (const thinking of thinkings) {
      const body = { thinking, tools, messages: [user("hi")] };
      const batches: Batches = [events];
      const { content } = await whole(events, body);
      const client = new Anthropic({ apiKey: "k", fetch: loopback(batches).fetch });
      const sent = { model: "gemini-a", max_tokens: 9, ...body };
      const streamed = await client.beta.messages
        .stream(sent as unknown as Parameters<typeof client.beta.messages.stream>[0])
        .finalMessage();
      assertEquals(JSON.parse(JSON.stringify(streamed.content)), content);
    }
  }
});
