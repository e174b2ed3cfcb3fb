import { assertEquals, assertRejects } from "@std/assert";
import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from "@google/genai";
// deno-lint-ignore no-import-prefix -- an older version of a package that has its name here already
import { ApiError as FormerApiError, GoogleGenAI as FormerGenAI } from "npm:@google/genai@1.30.0";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { finish, saying, type Script, scriptedBackend } from "../fakes/scripted_backend.ts";
import { answering, genaiGateway, start } from "./genai_gateway.ts";

const model = "gemini-3.5-flash";
const contents = "hi";

/** The real SDK on a gateway without a port, with the API version it takes by itself. */
function sdk(script: Script, apiVersion?: string) {
  const backend = scriptedBackend(script);
  const gateway = genaiGateway(backend);
  const ai = new GoogleGenAI({
    apiKey: "k",
    ...(apiVersion && { apiVersion }),
    httpOptions: {
      baseUrl: "http://127.0.0.1:8081",
      fetch: (input: string | URL | Request, init?: RequestInit) =>
        gateway.fetch(new Request(input, init)),
    },
  });
  return { ai, backend };
}

const calls: GenerateEvent[] = ["Paris", "Rome"].flatMap((city, index) => [
  { type: "tool-call-start", id: `c${index}`, name: "get_weather" },
  { type: "tool-call-delta", delta: JSON.stringify({ city }) },
  { type: "tool-call-end", signature: index === 0 ? "c2ln" : undefined },
]);

const cut: Script = function* () {
  yield start;
  yield [{ type: "text", delta: "so far" }];
  throw new GatewayError("unavailable", "Gemini is away.");
};

Deno.test("the SDK reads whole answers in both versions of the API", async () => {
  for (const version of [undefined, "v1beta"]) {
    const { ai } = sdk(saying("Hel", "lo"), version);
    const answer = await ai.models.generateContent({ model, contents });
    assertEquals([answer.text, answer.candidates?.[0]?.finishReason], ["Hello", "STOP"]);
    assertEquals([answer.modelVersion, answer.usageMetadata?.totalTokenCount], [model, 5]);
  }
});

Deno.test("the SDK reads streamed answers", async () => {
  const { ai } = sdk(
    answering({ type: "reasoning", delta: "hm" }, { type: "text", delta: "a\n\nb" }),
  );
  const stream = await ai.models.generateContentStream({
    model,
    contents,
    config: { thinkingConfig: { includeThoughts: true } },
  });
  const parts: unknown[] = [];
  let last;
  for await (const chunk of stream) {
    last = chunk;
    parts.push(...chunk.candidates?.[0]?.content?.parts ?? []);
  }
  assertEquals(parts, [{ text: "hm", thought: true }, { text: "a\n\nb" }, { text: "" }]);
  assertEquals(last?.candidates?.[0]?.finishReason, "STOP");
  assertEquals(last?.usageMetadata?.promptTokenCount, 3);
});

Deno.test("the SDK's chat sends parallel calls and results back as they were", async () => {
  const script: Script = (request) =>
    request.messages.at(-1)?.role === "tool"
      ? [start, [{ type: "text", delta: "sunny" }, finish()]]
      : [start, calls, [finish({ reason: "tool-calls" })]];
  const { ai, backend } = sdk(script);
  const parametersJsonSchema = { type: "object", properties: { city: { type: "string" } } };
  const chat = ai.chats.create({
    model,
    config: {
      tools: [{ functionDeclarations: [{ name: "get_weather", parametersJsonSchema }] }],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.AUTO } },
    },
  });
  const results: { functionResponse: { id?: string; name?: string; response: { n: number } } }[] =
    [];
  for await (const chunk of await chat.sendMessageStream({ message: "weather?" })) {
    for (const { id, name } of chunk.functionCalls ?? []) {
      results.push({ functionResponse: { id, name, response: { n: results.length } } });
    }
  }
  const answer = await chat.sendMessage({ message: results });
  assertEquals(answer.text, "sunny");
  const sent = backend.requests[1]!.messages;
  const seen = sent.flatMap(({ parts }) =>
    parts.flatMap((part): unknown[] => {
      if (part.type === "tool-call") return [[part.id, part.arguments, part.signature]];
      return part.type === "tool-result" ? [[part.callId, part.value]] : [];
    })
  );
  assertEquals(seen, [
    ["c0", '{"city":"Paris"}', "c2ln"],
    ["c1", '{"city":"Rome"}', undefined],
    ["c0", { n: 0 }],
    ["c1", { n: 1 }],
  ]);
});

Deno.test("the SDK keeps a streamed turn in its chat's history", async () => {
  const { ai, backend } = sdk(saying("Hel", "lo"));
  const chat = ai.chats.create({ model });
  for await (const _ of await chat.sendMessageStream({ message: "a" }));
  await chat.sendMessage({ message: "b" });
  assertEquals(backend.requests[1]!.messages.map(({ role, parts }) => [role, parts[0]]), [
    ["user", { type: "text", text: "a" }],
    ["assistant", { type: "text", text: "Hel" }],
    ["assistant", { type: "text", text: "lo" }],
    ["user", { type: "text", text: "b" }],
  ]);
});

Deno.test("the SDK lists models, gets one and counts tokens", async () => {
  const { ai } = sdk(saying("x"));
  const names: (string | undefined)[] = [];
  for await (const { name } of await ai.models.list({ config: { pageSize: 2 } })) names.push(name);
  assertEquals(names, [
    "models/gemini-3.5-flash",
    "models/gemini-flash-lite",
    "models/gemini-3.1-pro",
  ]);
  const one = await ai.models.get({ model });
  assertEquals([one.name, one.supportedActions], [
    `models/${model}`,
    ["generateContent", "countTokens"],
  ]);
  assertEquals((await ai.models.countTokens({ model, contents: "hello" })).totalTokens, 2);
});

Deno.test("the SDK throws our failures, before the answer and in its middle", async () => {
  const { ai } = sdk(() => {
    throw new GatewayError("rate-limited", "Too fast.");
  });
  const early = await assertRejects(
    () => ai.models.generateContent({ model, contents }),
    ApiError,
    "Too fast.",
  );
  assertEquals(early.status, 429);
  const stream = await sdk(cut).ai.models.generateContentStream({ model, contents });
  assertEquals((await stream.next()).value.text, "so far");
  const late = await assertRejects(() => stream.next(), ApiError, "Gemini is away.");
  assertEquals(late.status, 503);
});

Deno.test("the SDK of version 1, as in Gemini CLI, throws our failure in mid-stream", async () => {
  const delivered = Promise.withResolvers<void>();
  const gateway = genaiGateway(scriptedBackend(async function* () {
    yield start;
    yield [{ type: "text", delta: "so far" }];
    await delivered.promise;
    throw new GatewayError("unavailable", "Gemini is away.");
  }));
  // This version cannot be given a fetch of its own.
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => gateway.fetch(request),
  );
  try {
    const baseUrl = `http://127.0.0.1:${server.addr.port}`;
    const ai = new FormerGenAI({ apiKey: "k", httpOptions: { baseUrl } });
    const stream = await ai.models.generateContentStream({ model, contents });
    assertEquals((await stream.next()).value.text, "so far");
    delivered.resolve();
    const error = await assertRejects(() => stream.next(), FormerApiError, "Gemini is away.");
    assertEquals(error.status, 503);
  } finally {
    await server.shutdown();
  }
});
