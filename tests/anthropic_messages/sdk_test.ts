import { assert, assertEquals, assertRejects } from "@std/assert";
import Anthropic from "@anthropic-ai/sdk";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { call, finish, loopback, models, start } from "./loopback.ts";
import type { Batches, Loopback } from "./loopback.ts";

const say = (delta: string): GenerateEvent => ({ type: "text", delta });
const ask = {
  model: "gemini-a",
  max_tokens: 100,
  messages: [{ role: "user" as const, content: "hi" }],
};

function client(gateway: Loopback): Anthropic {
  return new Anthropic({ apiKey: "k", maxRetries: 0, fetch: gateway.fetch });
}

Deno.test("the SDK reads our raw stream, heartbeats before and inside it too", async () => {
  const script: Batches = ["silence", [start(), say("Hi ")], "silence", [say("you"), finish()]];
  const stream = await client(loopback(script)).messages.create({ ...ask, stream: true });
  let text = "";
  const types: string[] = [];
  for await (const event of stream) {
    types.push(event.type);
    if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
      text += event.delta.text;
    }
  }
  assertEquals(text, "Hi you");
  assertEquals([types[0], types.at(-1)], ["message_start", "message_stop"]);
});

Deno.test("the SDK's helper puts our stream together", async () => {
  const script: Batches = [
    "silence",
    [start(), { type: "reasoning", delta: "hm" }, say("See"), {
      type: "citation",
      url: "https://x.test/",
    }],
    [...call({ id: "c1", name: "look", args: ['{"a":', "[1]}"] }), finish("tool-calls")],
  ];
  const message = await client(loopback(script)).messages
    .stream({ ...ask, thinking: { type: "enabled", budget_tokens: 1024 } })
    .finalMessage();
  assertEquals(message.content.map(({ type }) => type), ["thinking", "text", "tool_use"]);
  const use = message.content.find((block) => block.type === "tool_use");
  assertEquals([use?.id, use?.input], ["c1", { a: [1] }]);
  assertEquals([message.usage.input_tokens, message.usage.output_tokens], [7, 3]);
  assertEquals(message.stop_reason, "tool_use");
});

Deno.test("the SDK throws our failure in mid-stream", async () => {
  const script: Batches = [[start(), say("a")], new GatewayError("upstream", "Gemini broke off.")];
  const stream = client(loopback(script)).messages.stream(ask);
  const error = await assertRejects(() => stream.finalMessage(), Anthropic.APIError);
  assertEquals([error.type, error.apiMessage], ["api_error", "Gemini broke off."]);
});

Deno.test("the SDK throws our failure before the first event, after a heartbeat", async () => {
  const script: Batches = ["silence", new GatewayError("rate-limited", "Wait a minute.")];
  const stream = client(loopback(script)).messages.stream(ask);
  const error = await assertRejects(() => stream.finalMessage(), Anthropic.APIError);
  assertEquals(error.type, "rate_limit_error");
});

Deno.test("the SDK's tool runner, refused its thread, sends the whole conversation", async () => {
  const gateway = loopback(
    [[start(), ...call({ args: ['{"city":"Paris"}'] }), finish("tool-calls")]],
    [[start(), say("Sunny."), finish()]],
  );
  const final = await client(gateway).beta.messages.toolRunner({
    ...ask,
    tools: [{
      name: "look",
      description: "Looks.",
      input_schema: { type: "object" },
      run: () => "sun",
      parse: (input: unknown) => input,
    }],
  });
  assertEquals(final.content[0]?.type === "text" && final.content[0].text, "Sunny.");
  const last = gateway.requests.at(-1);
  assertEquals(last?.messages.map(({ role }) => role), ["user", "assistant", "tool"]);
  assertEquals(last?.tools.map(({ name }) => name), ["look"]);
});

Deno.test("the SDK lists all models over several pages, and gets one whose name has a slash", async () => {
  const anthropic = client(loopback());
  const ids: string[] = [];
  for await (const model of anthropic.models.list({ limit: 2 })) {
    assert(model.type === "model" && model.display_name && Date.parse(model.created_at) >= 0);
    ids.push(model.id);
  }
  assertEquals(ids, models.map(({ name }) => name));
  assertEquals((await anthropic.models.retrieve("openai/gpt-5")).id, "openai/gpt-5");
});

Deno.test("the SDK counts tokens", async () => {
  const gateway = loopback();
  const counted = await client(gateway).messages.countTokens({
    model: "gemini-a",
    system: "s",
    messages: ask.messages,
  });
  assertEquals(counted.input_tokens, 42);
  assertEquals(gateway.requests[0]?.messages.length, 2);
});

Deno.test("the SDK is told that there are no batches", async () => {
  const create = () =>
    client(loopback()).messages.batches.create({ requests: [{ custom_id: "1", params: ask }] });
  const error = await assertRejects(create, Anthropic.NotFoundError);
  assertEquals(error.type, "not_found_error");
});
