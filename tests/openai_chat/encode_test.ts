import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { collect } from "../../lib/core/generation.ts";
import { chatTurn } from "../../lib/dialects/openai_chat/turn.ts";
import { finish } from "../fakes/scripted_backend.ts";

const context = { id: "0f", createdAt: 1_700_000_000, requestId: "r" };
const base = { model: "m", messages: [{ role: "user", content: "hi" }] };
const start: GenerateEvent = { type: "start", model: "served" };

function streamed(events: GenerateEvent[], over: Record<string, unknown> = {}) {
  const text = chatTurn({ ...base, ...over } as never).streamed(context).encode(events);
  const records = text.split("\n\n").filter(Boolean).map((line) => line.replace(/^data: /, ""));
  assertEquals(records.at(-1), "[DONE]");
  return records.slice(0, -1).map((record) => JSON.parse(record));
}

async function whole(events: GenerateEvent[], over: Record<string, unknown> = {}) {
  async function* batches() {
    yield events;
  }
  const turn = chatTurn({ ...base, ...over } as never);
  // deno-lint-ignore no-explicit-any -- the body is looked at as a client would
  return turn.whole(await collect(batches()), context) as any;
}

const call = (id: string, name: string, args: string): GenerateEvent[] => [
  { type: "tool-call-start", id, name },
  { type: "tool-call-delta", delta: args.slice(0, 3) },
  { type: "tool-call-delta", delta: args.slice(3) },
  { type: "tool-call-end", signature: `sig-${id}` },
];

Deno.test("a stream opens with the role, keeps thoughts apart, and closes with the reason", () => {
  const chunks = streamed([
    start,
    { type: "reasoning", delta: "hm" },
    { type: "text", delta: "Hel" },
    { type: "text", delta: "lo" },
    finish(),
  ]);
  assertEquals(chunks.map((chunk) => chunk.choices[0].delta), [
    { role: "assistant", content: "" },
    { reasoning_content: "hm" },
    { content: "Hel" },
    { content: "lo" },
    {},
  ]);
  assertEquals(chunks.map((chunk) => chunk.choices[0].finish_reason).at(-1), "stop");
  assert(chunks.every((chunk) => chunk.id === "chatcmpl-0f" && chunk.model === "served"));
  assert(chunks.every((chunk) => !("usage" in chunk)));
});

Deno.test("usage comes as a chunk of its own, only when asked for", () => {
  const chunks = streamed([start, finish()], { stream_options: { include_usage: true } });
  assertEquals(chunks.slice(0, -1).map((chunk) => chunk.usage), [null, null]);
  assertEquals(chunks.at(-1).choices, []);
  assertEquals(chunks.at(-1).usage, {
    prompt_tokens: 3,
    completion_tokens: 2,
    total_tokens: 5,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  });
});

Deno.test("the last chunk names the model that came to be known late", () => {
  const chunks = streamed([start, finish({ model: "other" })]);
  assertEquals(chunks.map((chunk) => chunk.model), ["served", "other"]);
});

Deno.test("parallel calls stream their arguments under their own index", () => {
  const tools = ["a", "b"].map((name) => ({ type: "function", function: { name } }));
  const events = [
    start,
    ...call("c1", "a", '{"x":1}'),
    ...call("c2", "b", "{}"),
    finish({ reason: "tool-calls" }),
  ];
  const chunks = streamed(events, { tools });
  const deltas = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
  const args = [0, 1].map((index) =>
    deltas.filter((delta) => delta.index === index)
      .map((delta) => delta.function?.arguments ?? "").join("")
  );
  assertEquals(args, ['{"x":1}', "{}"]);
  assertEquals(deltas.filter((delta) => delta.id).map((delta) => [delta.id, delta.type]), [
    ["c1", "function"],
    ["c2", "function"],
  ]);
  assertEquals(chunks.at(-1).choices[0].finish_reason, "tool_calls");
});

Deno.test("a streamed call that came whole has its signature on its first chunk, one that came in pieces on its last", () => {
  const tools = ["a", "b"].map((name) => ({ type: "function", function: { name } }));
  const calls = [...call("c1", "a", "{}"), ...call("c2", "b", "{}")];
  const signatures = (batches: GenerateEvent[][]) => {
    const encoder = chatTurn({ ...base, tools } as never).streamed(context);
    const text = batches.map((batch) => encoder.encode(batch)).join("");
    const records = text.trimEnd().split("\n\n").map((line) => JSON.parse(line.slice(6)));
    const deltas = records.flatMap(({ choices }) => choices[0].delta.tool_calls ?? []);
    assert(deltas.every((delta) => typeof delta.function?.arguments === "string"));
    return deltas.filter((delta) => delta.extra_content).map((delta) => [
      delta.id,
      delta.index,
      delta.extra_content.google.thought_signature,
    ]);
  };
  assertEquals(signatures([calls]), [["c1", 0, "sig-c1"], ["c2", 1, "sig-c2"]]);
  assertEquals(signatures(calls.map((event) => [event])), [
    [undefined, 0, "sig-c1"],
    [undefined, 1, "sig-c2"],
  ]);
});

Deno.test("a whole answer holds calls with their signatures, and null content beside them", async () => {
  const tools = [{ type: "function", function: { name: "a" } }];
  const body = await whole([start, ...call("c1", "a", "{}"), finish({ reason: "tool-calls" })], {
    tools,
  });
  const { message, finish_reason } = body.choices[0];
  assertEquals([message.content, finish_reason], [null, "tool_calls"]);
  assertEquals(message.tool_calls, [{
    id: "c1",
    type: "function",
    function: { name: "a", arguments: "{}" },
    extra_content: { google: { thought_signature: "sig-c1" } },
  }]);
});

Deno.test("a whole answer keeps thoughts apart from the text", async () => {
  const thought: GenerateEvent = { type: "reasoning", delta: "Hm." };
  const answer = [start, thought, { type: "text" as const, delta: "Hi." }, finish()];
  const { message } = (await whole(answer)).choices[0];
  assertEquals([message.reasoning_content, message.content], ["Hm.", "Hi."]);
});

Deno.test("a freeform tool is answered with its bare input", async () => {
  const tools = [{ type: "custom", custom: { name: "patch" } }];
  const events = [
    start,
    ...call("c1", "patch", JSON.stringify({ input: "*** Begin\n" })),
    finish({ reason: "tool-calls" }),
  ];
  const body = await whole(events, { tools });
  assertEquals(body.choices[0].message.tool_calls[0].custom.input, "*** Begin\n");
  const deltas = streamed(events, { tools }).flatMap((chunk) =>
    chunk.choices[0].delta.tool_calls ?? []
  );
  assertEquals(deltas.map((delta) => delta.custom.input), ["", "*** Begin\n"]);
});

Deno.test("the older functions form gets its answer in that form", async () => {
  const functions = [{ name: "a", parameters: { type: "object" } }];
  const events = [start, ...call("c1", "a", "{}"), finish({ reason: "tool-calls" })];
  const body = await whole(events, { functions });
  assertEquals(body.choices[0].message.function_call, { name: "a", arguments: "{}" });
  assertEquals(body.choices[0].finish_reason, "function_call");
  const deltas = streamed(events, { functions }).map((chunk) => chunk.choices[0].delta);
  assertEquals(deltas[1], { function_call: { name: "a", arguments: "" } });
});

Deno.test("sources become url_citation annotations, whole and streamed", async () => {
  const events: GenerateEvent[] = [
    start,
    { type: "text", delta: "Sky is blue." },
    { type: "citation", url: "https://a.example", title: "A", span: { start: 0, end: 3 } },
    finish(),
  ];
  const expected = [{
    type: "url_citation",
    url_citation: { url: "https://a.example", title: "A", start_index: 0, end_index: 3 },
  }];
  assertEquals((await whole(events)).choices[0].message.annotations, expected);
  assertEquals(streamed(events)[2].choices[0].delta.annotations, expected);
});

Deno.test("every finish reason has its word", async () => {
  const words = {
    "stop": "stop",
    "stop-sequence": "stop",
    "length": "length",
    "content-filter": "content_filter",
  } as const;
  for (const [reason, word] of Object.entries(words)) {
    const body = await whole([start, finish({ reason: reason as keyof typeof words })]);
    assertEquals(body.choices[0].finish_reason, word);
  }
});

Deno.test("an answer that was blocked before its first word refuses, one that was begun does not", async () => {
  const blocked = finish({ reason: "content-filter" });
  const thought: GenerateEvent = { type: "reasoning", delta: "hm" };
  const refusal = (await whole([start, thought, blocked])).choices[0].message.refusal;
  assertStringIncludes(refusal, "filter blocked this answer");
  const deltas = streamed([start, thought, blocked]).map((chunk) => chunk.choices[0].delta);
  assertEquals(deltas.slice(2), [{ refusal }, {}]);
  const begun: GenerateEvent[][] = [
    [{ type: "text", delta: "So" }],
    [{ type: "media", mediaType: "image/png", source: { base64: "AA==" } }],
    call("a", "look", "{}  "),
  ];
  for (const said of begun) {
    const events = [start, ...said, blocked];
    assertEquals((await whole(events)).choices[0].message.refusal, null);
    assert(!JSON.stringify(streamed(events)).includes("refusal"));
  }
});

Deno.test("a failure in the stream is one error record and no [DONE]", () => {
  const encoder = chatTurn(base as never).streamed(context);
  const error = new GatewayError("timeout", "Too slow.", { code: "upstream_stalled" });
  assertEquals(
    encoder.fail(error),
    'data: {"error":{"message":"Too slow.","type":"server_error","param":null,"code":"upstream_stalled"}}\n\n',
  );
});
