import { assertEquals } from "@std/assert";
import type { FinishReason, GenerateEvent } from "../../lib/core/generate_event.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { blockedAnswer } from "../../lib/dialects/openai/blocked_answer.ts";
import { call, FakeGateway, says, text } from "./fake_gateway.ts";
import { brief, id, responseOf, streamOf, tools } from "./stream_of.ts";

const blocked: GenerateEvent = {
  type: "finish",
  reason: "content-filter",
  usage: { inputTokens: 1, outputTokens: 1 },
};

for (
  const [reason, told] of [
    ["length", "max_output_tokens"],
    ["content-filter", "content_filter"],
  ] as [FinishReason, string][]
) {
  Deno.test(`an answer that ends by ${reason} is incomplete because of ${told}`, async () => {
    const finish: GenerateEvent = {
      type: "finish",
      reason,
      usage: { inputTokens: 1, outputTokens: 1 },
    };
    const script = () => says({ type: "reasoning", delta: "hm" }, ...text("cut")).with(-1, finish);
    const events = await new FakeGateway(script).stream({ input: "hi" });
    const response = responseOf(events.at(-1));
    assertEquals(events.at(-1)!["type"], "response.incomplete");
    assertEquals(response["status"], "incomplete");
    assertEquals(response["incomplete_details"], { reason: told });
    assertEquals((events.at(-2)!["item"] as JsonObject)["status"], "incomplete");
    assertEquals(await new FakeGateway(script).create({ input: "hi" }), response);
  });
}

Deno.test("an answer that was blocked before its first word refuses, whole as streamed", async () => {
  const script = () => says({ type: "reasoning", delta: "hm" }).with(-1, blocked);
  const events = await new FakeGateway(script).stream({ input: "hi" });
  assertEquals(events.slice(-7).map(brief), [
    "response.output_item.added 1",
    "response.content_part.added 1",
    `response.refusal.delta 1 ${JSON.stringify(blockedAnswer)}`,
    "response.refusal.done 1",
    "response.content_part.done 1",
    "response.output_item.done 1",
    "response.incomplete",
  ]);
  const response = responseOf(events.at(-1));
  assertEquals(response["incomplete_details"], { reason: "content_filter" });
  const output = response["output"] as JsonObject[];
  assertEquals(output[1], events.at(-2)!["item"]);
  assertEquals(output[1]!["content"], [{ type: "refusal", refusal: blockedAnswer }]);
  assertEquals(await new FakeGateway(script).create({ input: "hi" }), response);
});

Deno.test("a blocked answer that holds a signature but no word refuses too", async () => {
  const events = await streamOf(
    says({ type: "text", delta: "", signature: "s" }).with(-1, blocked),
  );
  const output = responseOf(events.at(-1))["output"] as JsonObject[];
  assertEquals(output.at(-1)!["content"], [{ type: "refusal", refusal: blockedAnswer }]);
});

Deno.test("an answer that was blocked after a call does not refuse", async () => {
  const events = await streamOf(says(...call("c1", "look", "{}")).with(-1, blocked), { tools });
  assertEquals((responseOf(events.at(-1))["output"] as JsonObject[]).length, 1);
});

Deno.test("a failure in mid-stream is told as a failed response and as an error", async () => {
  const error = new GatewayError("upstream", "Gemini broke off; try again.");
  const events = await streamOf([...says(...text("par")).slice(0, -1), error]);
  assertEquals(events.slice(-2).map(brief), ["response.failed", "error"]);
  assertEquals(events.filter(({ type }) => type === "response.created").length, 1);
  const response = responseOf(events.at(-2));
  assertEquals(response["id"], `resp_${id}`);
  assertEquals(response["status"], "failed");
  assertEquals(response["error"], {
    code: "server_error",
    message: "Gemini broke off; try again.",
  });
  assertEquals(events.at(-1), {
    type: "error",
    sequence_number: events.length - 1,
    code: "upstream_error",
    message: "Gemini broke off; try again.",
    param: null,
  });
});

Deno.test("a failed response holds what was said, its last item incomplete", async () => {
  const call: GenerateEvent[] = [
    { type: "tool-call-start", id: "c1", name: "look" },
    { type: "tool-call-delta", delta: '{"at":' },
  ];
  const error = new GatewayError("upstream", "Gemini broke off; try again.");
  const outputOf = async (events: GenerateEvent[]) => {
    const failed = (await streamOf([...events, error], { tools })).at(-2);
    return responseOf(failed)["output"] as JsonObject[];
  };
  const begun = says(...text("par", "tial")).slice(0, -1);
  const [message, ...none] = await outputOf(begun);
  assertEquals([message!["status"], none], ["incomplete", []]);
  assertEquals((message!["content"] as JsonObject[])[0]!["text"], "partial");
  const [complete, cut] = await outputOf([...begun, ...call]);
  assertEquals([complete!["status"], complete!["id"]], ["completed", message!["id"]]);
  assertEquals([cut!["type"], cut!["status"], cut!["arguments"]], [
    "function_call",
    "incomplete",
    '{"at":',
  ]);
  const [thought] = await outputOf([begun[0]!, { type: "reasoning", delta: "Hm" }]);
  assertEquals([thought!["type"], thought!["status"]], ["reasoning", "incomplete"]);
});

Deno.test("a failure before the first event still opens the response it fails", async () => {
  const events = await streamOf([new GatewayError("rate-limited", "Slow down.")]);
  assertEquals(events.map(brief), [
    "response.created",
    "response.in_progress",
    "response.failed",
    "error",
  ]);
});

Deno.test("a failed response tells clients by its code whether to try again", async () => {
  const codes = async (error: GatewayError) => {
    const failed = (await streamOf([error])).at(-2);
    return (responseOf(failed)["error"] as JsonObject)["code"];
  };
  const tooLong = { code: "context_length_exceeded" };
  for (const kind of ["internal", "upstream", "unavailable", "timeout"] as const) {
    assertEquals(await codes(new GatewayError(kind, "x")), "server_error");
  }
  assertEquals(await codes(new GatewayError("rate-limited", "x")), "rate_limit_exceeded");
  const usedUp = { code: "google_usage_limit" };
  assertEquals(await codes(new GatewayError("quota-used-up", "x", usedUp)), "insufficient_quota");
  assertEquals(await codes(new GatewayError("too-large", "x", tooLong)), "context_length_exceeded");
  for (const kind of ["invalid-request", "forbidden", "unsupported"] as const) {
    assertEquals(await codes(new GatewayError(kind, "x", { status: 500 })), "invalid_prompt");
  }
});

Deno.test("the model that really served is named at the end", async () => {
  const events = await streamOf([
    { type: "start", model: "first" },
    {
      type: "finish",
      reason: "stop",
      usage: { inputTokens: 1, outputTokens: 0 },
      model: "second",
    },
  ]);
  assertEquals(responseOf(events[0])["model"], "first");
  assertEquals(responseOf(events.at(-1))["model"], "second");
});
