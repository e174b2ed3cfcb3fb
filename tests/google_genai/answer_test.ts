import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { finish, saying, type Script, scriptedBackend } from "../fakes/scripted_backend.ts";
import { answering, array, genaiGateway, hi, records, sse, start, whole } from "./genai_gateway.ts";

const model = { modelVersion: "gemini-3.5-flash" };
const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 };

const call: GenerateEvent[] = [
  { type: "tool-call-start", id: "c1", name: "read" },
  { type: "tool-call-delta", delta: '{"path":' },
  { type: "tool-call-delta", delta: '"a\\n"}' },
  { type: "tool-call-end", signature: "c2ln" },
];

/** The answer to a body in all three forms; ids, which are random, are taken out. */
async function answers(
  script: Script,
  body: object = hi,
): Promise<{ whole: unknown; streamed: unknown[] }> {
  const gateway = genaiGateway(scriptedBackend(script));
  const one = await (await gateway.post(whole, body)).json();
  const events = await gateway.post(sse, body);
  assertEquals(events.headers.get("content-type"), "text/event-stream");
  const streamed = records(await events.text());
  const list = await gateway.post(array, body);
  assertEquals(list.headers.get("content-type"), "application/json");
  const listed: unknown[] = JSON.parse(await list.text());
  return {
    whole: withoutId(one),
    streamed: sameAs(streamed.map(withoutId), listed.map(withoutId)),
  };
}

function withoutId(answer: unknown): unknown {
  const { responseId, ...rest } = answer as { responseId: string };
  assert(/^[0-9a-f]{32}$/.test(responseId));
  return rest;
}

function sameAs<T>(value: T, other: T): T {
  assertEquals(value, other);
  return value;
}

function record(part: object): object {
  return { candidates: [{ content: { parts: [part], role: "model" }, index: 0 }], ...model };
}

function last(finishReason: string, over: object = {}): object {
  return {
    candidates: [{
      content: { parts: [{ text: "" }], role: "model" },
      index: 0,
      finishReason,
      ...over,
    }],
    usageMetadata,
    ...model,
  };
}

function complete(parts: object[], finishReason = "STOP", over: object = {}): object {
  return {
    candidates: [{ content: { parts, role: "model" }, finishReason, index: 0, ...over }],
    usageMetadata,
    ...model,
  };
}

Deno.test("a text, whole and streamed", async () => {
  const { whole, streamed } = await answers(saying("Hel", "lo"));
  assertEquals(whole, complete([{ text: "Hello" }]));
  assertEquals(streamed, [record({ text: "Hel" }), record({ text: "lo" }), last("STOP")]);
});

Deno.test("thoughts come only where the client asks for them, their signature always", async () => {
  const script = answering(
    { type: "reasoning", delta: "hm" },
    { type: "reasoning", delta: "", signature: "c2ln" },
    { type: "text", delta: "yes", signature: "dGV4dA==" },
  );
  const said = { text: "yes", thoughtSignature: "dGV4dA==" };
  const hidden = await answers(script);
  const bare = { text: "", thoughtSignature: "c2ln" };
  assertEquals(hidden.whole, complete([bare, said]));
  assertEquals(hidden.streamed, [record(bare), record(said), last("STOP")]);
  const body = { ...hi, generationConfig: { thinkingConfig: { includeThoughts: true } } };
  const shown = await answers(script, body);
  const sealed = { text: "", thought: true, thoughtSignature: "c2ln" };
  assertEquals(shown.whole, complete([{ ...sealed, text: "hm" }, said]));
  assertEquals(shown.streamed, [
    record({ text: "hm", thought: true }),
    record(sealed),
    record(said),
    last("STOP"),
  ]);
});

Deno.test("thoughts that were not asked for leave nothing but their signature", async () => {
  const { whole, streamed } = await answers(answering(
    { type: "reasoning", delta: "Hm." },
    { type: "text", delta: "Hi." },
  ));
  assertEquals(whole, complete([{ text: "Hi." }]));
  assertEquals(streamed, [record({ text: "Hi." }), last("STOP")]);
  const signed = await answers(answering(
    { type: "reasoning", delta: "Hm.", signature: "c2ln" },
    { type: "text", delta: "Hi." },
  ));
  assertEquals(signed.whole, complete([{ text: "", thoughtSignature: "c2ln" }, { text: "Hi." }]));
});

Deno.test("a call comes whole, in one part, with STOP", async () => {
  const script: Script = () => [
    start,
    call,
    [
      { type: "tool-call-start", id: "c2", name: "list" },
      { type: "tool-call-end" },
      finish({ reason: "tool-calls" }),
    ],
  ];
  const { whole, streamed } = await answers(script);
  const parts = [
    { functionCall: { id: "c1", name: "read", args: { path: "a\n" } }, thoughtSignature: "c2ln" },
    { functionCall: { id: "c2", name: "list", args: {} } },
  ];
  assertEquals(whole, complete(parts));
  assertEquals(streamed, [...parts.map(record), last("STOP")]);
});

Deno.test("pictures come inline, or by their URL", async () => {
  const { whole, streamed } = await answers(answering(
    { type: "media", mediaType: "image/png", source: { base64: "AA==" } },
    { type: "media", mediaType: "image/png", source: { url: "https://x.test/a.png" } },
  ));
  const parts = [
    { inlineData: { mimeType: "image/png", data: "AA==" } },
    { fileData: { mimeType: "image/png", fileUri: "https://x.test/a.png" } },
  ];
  assertEquals(whole, complete(parts));
  assertEquals(streamed, [...parts.map(record), last("STOP")]);
});

Deno.test("sources are grounding metadata, with offsets in UTF-8 bytes", async () => {
  const { whole, streamed } = await answers(answering(
    { type: "text", delta: "Käse 🧀 ist " },
    { type: "citation", url: "https://a.test", title: "A", span: { start: 0, end: 4 } },
    { type: "text", delta: "gut." },
    { type: "citation", url: "https://b.test", span: { start: 5, end: 11 } },
    { type: "citation", url: "https://b.test", title: "B", span: { start: 0, end: 4 } },
    { type: "citation", url: "https://c.test" },
  ));
  const groundingMetadata = {
    groundingChunks: [
      { web: { uri: "https://a.test", title: "A" } },
      { web: { uri: "https://b.test", title: "B" } },
      { web: { uri: "https://c.test", title: "https://c.test" } },
    ],
    groundingSupports: [
      { segment: { startIndex: 0, endIndex: 5, text: "Käse" }, groundingChunkIndices: [0, 1] },
      { segment: { startIndex: 6, endIndex: 14, text: "🧀 ist" }, groundingChunkIndices: [1] },
    ],
    webSearchQueries: [],
  };
  assertEquals(whole, complete([{ text: "Käse 🧀 ist gut." }], "STOP", { groundingMetadata }));
  assertEquals(streamed.at(-1), last("STOP", { groundingMetadata }));
});

Deno.test("a segment of a whole answer counts from the start of its part", async () => {
  const { whole } = await answers(answering(
    { type: "text", delta: "one" },
    ...call,
    { type: "text", delta: "z漢öf" },
    { type: "citation", url: "https://a.test", span: { start: 4, end: 6 } },
  ));
  const { candidates: [{ groundingMetadata }] } = whole as {
    candidates: [{ groundingMetadata: { groundingSupports: unknown } }];
  };
  assertEquals(groundingMetadata.groundingSupports, [{
    segment: { partIndex: 2, startIndex: 1, endIndex: 6, text: "漢ö" },
    groundingChunkIndices: [0],
  }]);
});

Deno.test("every ending has its reason, and an empty answer a part", async () => {
  const reasons = {
    "stop": "STOP",
    "stop-sequence": "STOP",
    "length": "MAX_TOKENS",
    "tool-calls": "STOP",
    "content-filter": "SAFETY",
  } as const;
  for (const [reason, word] of Object.entries(reasons)) {
    const script: Script = () => [start, [finish({ reason: reason as keyof typeof reasons })]];
    const { whole, streamed } = await answers(script);
    assertEquals(whole, complete([{ text: "" }], word));
    assertEquals(streamed, [last(word)]);
  }
});

Deno.test("thoughts and cached tokens are counted as the vendor counts them", async () => {
  const usage = { inputTokens: 10, outputTokens: 9, reasoningTokens: 4, cachedInputTokens: 6 };
  const { whole, streamed } = await answers(() => [start, [finish({ usage })]]);
  for (const answer of [whole, streamed.at(-1)] as { usageMetadata: unknown }[]) {
    assertEquals(answer.usageMetadata, {
      promptTokenCount: 10,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 4,
      cachedContentTokenCount: 6,
      totalTokenCount: 19,
    });
  }
});

Deno.test("the model that really served is named as soon as it is known", async () => {
  const { whole, streamed } = await answers(() => [
    [{ type: "start", model: "asked-for" }],
    [{ type: "text", delta: "x" }],
    [finish({ model: "served" })],
  ]);
  const versions = [whole, ...streamed].map((answer) => (answer as typeof model).modelVersion);
  assertEquals(versions, ["served", "asked-for", "served"]);
});

Deno.test("an enum's word comes bare", async () => {
  const generationConfig = {
    responseMimeType: "text/x.enum",
    responseSchema: { type: "STRING", enum: ["Oboe"] },
  };
  const { whole, streamed } = await answers(saying('"Ob', 'oe"'), { ...hi, generationConfig });
  assertEquals(whole, complete([{ text: "Oboe" }]));
  assertEquals(streamed, [complete([{ text: "Oboe" }])]);
});

Deno.test("a record is one line for every reader, whatever the text", async () => {
  const odd = "a\nb\r\u2028c\u2029d\u0085e\u000b";
  const response = await genaiGateway(scriptedBackend(saying(odd))).post(sse, hi);
  const text = await response.text();
  for (const line of text.split(/\n\n/)) assert(/^(data: \{.*\})?$/.test(line), line);
  assertEquals(text.match(/[\u0085\u2028\u2029]/g), null);
  const [first] = records(text) as [{ candidates: [{ content: { parts: [{ text: string }] } }] }];
  assertEquals(first.candidates[0].content.parts[0].text, odd);
});

Deno.test("the array grows record by record", async () => {
  const response = await genaiGateway(scriptedBackend(saying("x"))).post(array, hi);
  const chunks: string[] = [];
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) chunks.push(chunk);
  assertEquals(chunks.map((chunk) => [chunk.slice(0, 1), chunk.slice(-1)]), [
    ["[", "}"],
    [",", "]"],
  ]);
});

Deno.test("arguments that are no object are a failure, not an invention", async () => {
  const broken: GenerateEvent[] = [
    { type: "tool-call-start", id: "c1", name: "read" },
    { type: "tool-call-delta", delta: "[1" },
    { type: "tool-call-end" },
  ];
  const gateway = genaiGateway(scriptedBackend(answering(...broken)));
  const { error } = await (await gateway.post(whole, hi)).json();
  assertEquals([error.code, error.status], [502, "UNAVAILABLE"]);
  assertStringIncludes(await (await gateway.post(sse, hi)).text(), 'data: {"error":{"code":502');
});
