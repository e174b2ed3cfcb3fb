import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  blockDecisions,
  deltaDecisions,
  eventDecisions,
} from "../../lib/dialects/anthropic_messages/answer.ts";
import { UNSIGNED, wireSignature } from "../../lib/dialects/anthropic_messages/signature.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { isJsonObject } from "../../lib/core/json.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { call, finish, loopback, post, start, user } from "./loopback.ts";
import type { Batches } from "./loopback.ts";

const shown: JsonObject = { thinking: { type: "enabled", budget_tokens: 1024 } };
const search: JsonObject = { tools: [{ type: "web_search_20250305", name: "web_search" }] };
const citation: GenerateEvent = { type: "citation", url: "https://x.test/", title: "X" };
const say = (delta: string): GenerateEvent => ({ type: "text", delta });

async function streamed(script: Batches, body: JsonObject = {}): Promise<string> {
  const sent = { stream: true, messages: [user("hi")], ...body };
  return await (await post(loopback(script), sent)).text();
}

function records(text: string): JsonObject[] {
  return text.split("\n\n").filter(Boolean).map((record) => {
    const [event = "", data = ""] = record.split("\n");
    const parsed = JSON.parse(data.slice("data: ".length));
    assertEquals(event, `event: ${parsed.type}`);
    return parsed;
  });
}

/** The stream in short: types, indices and what the deltas hold. */
function sketch(text: string): string[] {
  return records(text).map((record) => {
    const { type, index = "", content_block: block, delta } = record;
    const detail = isJsonObject(block)
      ? block.type
      : isJsonObject(delta)
      ? delta.stop_reason ?? Object.values(delta)[1]
      : "";
    return [`${type}${index}`, isJsonObject(detail) ? detail.url : detail].join(" ").trim();
  });
}

const head = ["message_start", "ping"];

Deno.test("a streamed text, byte for byte", async () => {
  assertEquals(
    await streamed([[start()], [say("Hi ")], [say("“you”\n"), finish()]]),
    [
      "event: message_start",
      'data: {"type":"message_start","message":{"id":"msg_00000000000000000000000000000000",' +
      '"type":"message","role":"assistant","model":"gemini-a","content":[],"stop_reason":null,' +
      '"stop_sequence":null,"stop_details":null,"usage":{"input_tokens":1,' +
      '"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0,' +
      '"output_tokens_details":null,"server_tool_use":null,"fallback_credit":null,' +
      '"iterations":null,"cache_creation":null,"service_tier":"standard",' +
      '"inference_geo":null,"speed":null},"container":null,"context_management":null,' +
      '"diagnostics":null}}',
      "",
      "event: ping",
      'data: {"type":"ping"}',
      "",
      "event: content_block_start",
      'data: {"type":"content_block_start","index":0,"content_block":' +
      '{"type":"text","text":""}}',
      "",
      "event: content_block_delta",
      'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi "}}',
      "",
      "event: content_block_delta",
      'data: {"type":"content_block_delta","index":0,"delta":' +
      '{"type":"text_delta","text":"“you”\\n"}}',
      "",
      "event: content_block_stop",
      'data: {"type":"content_block_stop","index":0}',
      "",
      "event: message_delta",
      'data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null,' +
      '"stop_details":null,"container":null},"usage":{"input_tokens":7,' +
      '"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":3,' +
      '"output_tokens_details":null,"server_tool_use":null,"fallback_credit":null,' +
      '"iterations":null},"context_management":null}',
      "",
      "event: message_stop",
      'data: {"type":"message_stop"}',
      "",
      "",
    ].join("\n"),
  );
});

Deno.test("thoughts come before the text, each with a signature", async () => {
  const script = [
    start(),
    { type: "reasoning", delta: "hm" },
    { type: "reasoning", delta: "", signature: "sig" },
    { type: "reasoning", delta: "more" },
    say("So."),
    finish(),
  ] as const;
  assertEquals(sketch(await streamed([script], shown)), [
    ...head,
    "content_block_start0 thinking",
    "content_block_delta0 hm",
    `content_block_delta0 ${wireSignature("thought", "sig")}`,
    "content_block_stop0",
    "content_block_start1 thinking",
    "content_block_delta1 more",
    `content_block_delta1 ${UNSIGNED}`,
    "content_block_stop1",
    "content_block_start2 text",
    "content_block_delta2 So.",
    "content_block_stop2",
    "message_delta end_turn",
    "message_stop",
  ]);
});

Deno.test("a client that did not ask for thinking gets no thoughts, and one text block", async () => {
  const script = [
    start(),
    say("a"),
    { type: "reasoning", delta: "hm", signature: "s" },
    say("b"),
    finish(),
  ] as const;
  const types = sketch(await streamed([script]));
  assertEquals(types.filter((line) => line.startsWith("content_block_start")), [
    "content_block_start0 text",
  ]);
});

Deno.test("a text's own signature is not told, for there is no place for it", async () => {
  const signed: GenerateEvent = { type: "text", delta: "a", signature: "s" };
  const text = await streamed([[start(), signed, say("b"), finish()]]);
  assertEquals(sketch(text).slice(2, -2), [
    "content_block_start0 text",
    "content_block_delta0 a",
    "content_block_delta0 b",
    "content_block_stop0",
  ]);
});

Deno.test("omitted thoughts send their signature without their words", async () => {
  const script = [start(), { type: "reasoning", delta: "hm", signature: "s" }, finish()] as const;
  const omitted = { thinking: { type: "adaptive", display: "omitted" } };
  const text = await streamed([script], omitted);
  assert(!text.includes("thinking_delta"));
  assertStringIncludes(text, wireSignature("thought", "s"));
});

Deno.test("calls are blocks whose input comes as pieces of JSON", async () => {
  const script = [
    [start(), say("Look:")],
    call({ id: "c1", name: "a", args: ['{"x"', ":1}"] }),
    [...call({ id: "c2", name: "b", args: [] }), finish("tool-calls")],
  ];
  const text = await streamed(script);
  assertEquals(sketch(text).slice(2), [
    "content_block_start0 text",
    "content_block_delta0 Look:",
    "content_block_stop0",
    "content_block_start1 tool_use",
    'content_block_delta1 {"x"',
    "content_block_delta1 :1}",
    "content_block_stop1",
    "content_block_start2 tool_use",
    "content_block_stop2",
    "message_delta tool_use",
    "message_stop",
  ]);
  assertStringIncludes(
    text,
    '"content_block":{"type":"tool_use","id":"c1","name":"a","input":{},' +
      '"caller":{"type":"direct"}}',
  );
});

Deno.test("a call's signature stands in a thought before it", async () => {
  const script = [[start(), ...call({ signature: "sig" }), finish("tool-calls")]];
  assertEquals(sketch(await streamed(script, shown)).slice(2, 6), [
    "content_block_start0 thinking",
    `content_block_delta0 ${wireSignature("call", "sig")}`,
    "content_block_stop0",
    "content_block_start1 tool_use",
  ]);
  assert(!(await streamed(script)).includes("thinking"));
});

Deno.test("citations belong to the open text, also those that came before it", async () => {
  const late = { ...citation, url: "https://y.test/" };
  const script = [[start(), citation, say("Yes"), late, finish()]];
  assertEquals(sketch(await streamed(script)).slice(2, 7), [
    "content_block_start0 text",
    "content_block_delta0 https://x.test/",
    "content_block_delta0 Yes",
    "content_block_delta0 https://y.test/",
    "content_block_stop0",
  ]);
});

Deno.test("citations after all text have a block of their own", async () => {
  const script = [[start(), say("Yes"), ...call(), citation, finish("tool-calls")]];
  assertEquals(sketch(await streamed(script)).slice(8, 11), [
    "content_block_start2 text",
    "content_block_delta2 https://x.test/",
    "content_block_stop2",
  ]);
});

Deno.test("a client that offered the web search gets its results as blocks", async () => {
  const script = [[start(), say("Yes"), citation, citation, finish()]];
  const text = await streamed(script, search);
  assertEquals(sketch(text).slice(7, 11), [
    "content_block_start1 server_tool_use",
    "content_block_stop1",
    "content_block_start2 web_search_tool_result",
    "content_block_stop2",
  ]);
  assertEquals(text.split('"web_search_result"').length, 2);
  assert(!(await streamed(script)).includes('"type":"server_tool_use"'));
});

Deno.test("a stop sequence is reported with its words", async () => {
  const text = await streamed([[start(), say("a"), finish("stop-sequence", "@@")]]);
  assertStringIncludes(text, '"stop_reason":"stop_sequence","stop_sequence":"@@"');
});

Deno.test("a picture the model made is Markdown in a text block of its own", async () => {
  const media = (source: { base64: string } | { url: string }) =>
    ({ type: "media", mediaType: "image/png", source }) as const;
  const pictures = [media({ base64: "AAAA" }), media({ url: "https://x.test/p.png" })];
  const text = await streamed([[start(), say("Here"), ...pictures, finish()]]);
  assertEquals(sketch(text).filter((line) => line.startsWith("content_block_delta")), [
    "content_block_delta0 Here",
    "content_block_delta1 ![image](data:image/png;base64,AAAA)",
    "content_block_delta2 ![image](https://x.test/p.png)",
  ]);
});

Deno.test("a failure in mid-stream is an error event, the last one", async () => {
  const error = new GatewayError("unavailable", "Gemini is busy; try again.");
  const text = await streamed([[start(), say("a")], error]);
  assertEquals(records(text).at(-1), {
    type: "error",
    error: { type: "overloaded_error", message: "Gemini is busy; try again." },
    request_id: "req-1",
  });
});

Deno.test("a silence is a ping, before the first event and inside", async () => {
  const script: Batches = ["silence", [start()], "silence", [finish()]];
  assertEquals(sketch(await streamed(script)).slice(0, 4), ["ping", ...head, "ping"]);
});

Deno.test("how the events are cut into batches does not change the stream", async () => {
  const events = [
    start(),
    { type: "reasoning", delta: "hm" } as const,
    say("a"),
    citation,
    ...call(),
    finish("tool-calls"),
  ];
  const body = { ...shown, ...search };
  const whole = await streamed([events], body);
  assertEquals(await streamed(events.map((event) => [event]), body), whole);
});

Deno.test("only what was decided to be sent is sent, and all of it", async () => {
  const script = [[
    start(),
    { type: "reasoning", delta: "hm" } as const,
    say("a"),
    citation,
    ...call(),
    finish("tool-calls"),
  ]];
  const sent = records(await streamed(script, { ...shown, ...search }));
  const types = (key: "content_block" | "delta") =>
    sent.map((record) => record[key]).filter(isJsonObject).map(({ type }) => type).filter(Boolean);
  const decided = (table: Record<string, string>) =>
    Object.keys(table).filter((key) => table[key] === "sent").sort();
  const distinct = (values: unknown[]) => Array.from(new Set(values)).sort();
  const events = sent.map(({ type }) => type).filter((type) => type !== "ping");
  assertEquals(distinct(events), decided(eventDecisions));
  assertEquals(distinct(types("content_block")), decided(blockDecisions));
  assertEquals(distinct(types("delta")), decided(deltaDecisions));
});
