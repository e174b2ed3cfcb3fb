import { assert, assertEquals, assertRejects } from "@std/assert";
import OpenAI from "openai";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { call, FakeGateway, says, type Script, text } from "./fake_gateway.ts";

function clientOf(script: Script): { client: OpenAI; gateway: FakeGateway } {
  const gateway = new FakeGateway(script);
  const client = new OpenAI({
    apiKey: "none",
    baseURL: "http://gateway/v1",
    maxRetries: 0,
    fetch: (input, init) => gateway.fetch(new Request(input as Request, init)),
  });
  return { client, gateway };
}

const weather = {
  type: "function" as const,
  name: "weather",
  parameters: { type: "object", properties: { city: { type: "string" } } },
  strict: false,
};

Deno.test("the SDK reads a whole answer", async () => {
  const { client } = clientOf(() => says(...text("Hello")));
  const response = await client.responses.create({ model: "m", input: "hi" });
  assertEquals(response.output_text, "Hello");
  assertEquals(response.status, "completed");
});

Deno.test("the SDK's stream helper accumulates to the same response", async () => {
  const { client } = clientOf(() =>
    says(
      { type: "reasoning", delta: "hm", signature: "c2ln" },
      ...text("Hel", "lo"),
      { type: "citation", url: "https://a.example", title: "A", span: { start: 0, end: 5 } },
      ...call("call_1", "weather", '{"city":', '"Paris"}'),
      ...call("call_2", "weather", '{"city":"Rome"}'),
      { type: "media", mediaType: "image/png", source: { base64: "AAAA" } },
    )
  );
  const stream = client.responses.stream({ model: "m", input: "hi", tools: [weather] });
  let deltas = "";
  for await (const event of stream) {
    if (event.type === "response.output_text.delta") deltas += event.delta;
  }
  const response = await stream.finalResponse();
  assertEquals(deltas, "Hello");
  assertEquals(response.output_text, "Hello");
  assertEquals(response.output.map((item) => item.type), [
    "reasoning",
    "message",
    "function_call",
    "function_call",
    "image_generation_call",
  ]);
  assertEquals(response.usage?.total_tokens, 12);
});

Deno.test("the SDK throws when a stream fails in the middle", async () => {
  const { client } = clientOf(() => [
    ...says(...text("par")).slice(0, -1),
    new GatewayError("upstream", "Gemini broke off."),
  ]);
  await assertRejects(
    () => client.responses.stream({ model: "m", input: "hi" }).finalResponse(),
    OpenAI.APIError,
    "Gemini broke off.",
  );
  const raw = await client.responses.create({ model: "m", input: "hi", stream: true });
  await assertRejects(() => Array.fromAsync(raw), OpenAI.APIError, "Gemini broke off.");
});

Deno.test("a cut answer ends the SDK's stream as incomplete", async () => {
  const { client } = clientOf(() => [
    ...says(...text("cut")).slice(0, -1),
    { type: "finish", reason: "length", usage: { inputTokens: 1, outputTokens: 1 } },
  ]);
  const response = await client.responses.stream({ model: "m", input: "hi" }).finalResponse();
  assertEquals(response.status, "incomplete");
  assertEquals(response.output_text, "cut");
});

Deno.test("the SDK continues a response by its id, looks it up, lists its input and deletes it", async () => {
  const { client, gateway } = clientOf(({ messages }) =>
    messages.at(-1)?.role === "tool" ? says(...text("sunny")) : says(...call("call_1", "weather"))
  );
  const first = await client.responses.create({ model: "m", input: "Paris?", tools: [weather] });
  const output = first.output[0];
  assert(output?.type === "function_call");
  const second = await client.responses.create({
    model: "m",
    previous_response_id: first.id,
    tools: [weather],
    input: [{ type: "function_call_output", call_id: output.call_id, output: "sun" }],
  });
  assertEquals(second.output_text, "sunny");
  assertEquals(gateway.lastRequest.messages.map((message) => message.role), [
    "user",
    "assistant",
    "tool",
  ]);
  assertEquals((await client.responses.retrieve(second.id)).output_text, "sunny");
  const items = await Array.fromAsync(client.responses.inputItems.list(second.id));
  assertEquals(items.map((item) => item.type), ["function_call_output"]);
  await client.responses.delete(second.id);
  await assertRejects(() => client.responses.retrieve(second.id), OpenAI.NotFoundError, second.id);
});

Deno.test("the SDK counts input tokens", async () => {
  const { client } = clientOf(() => says());
  const count = await client.responses.inputTokens.count({ model: "m", input: "hi" });
  assertEquals(count, { object: "response.input_tokens", input_tokens: 42 });
});
