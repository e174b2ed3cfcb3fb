import type { Backend } from "../../lib/core/backend.ts";
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { textOf } from "../../lib/core/generation.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { answerOf, apiBackend, ask, eventsOf, testKey, withApi } from "./api_backend.ts";

const record = (parts: JsonObject[], more: JsonObject = {}): JsonObject => ({
  candidates: [{ content: { parts, role: "model" }, index: 0, ...more }],
  modelVersion: "gemini-2.5-flash-001",
});

Deno.test("a text comes with its model, usage and reason", () =>
  withApi(async (api) => {
    const generation = await answerOf(api, ask("[[say:Hello there]]"));
    assertEquals(textOf(generation), "Hello there");
    assertEquals(generation.finishReason, "stop");
    assertEquals(generation.model, "gemini-2.5-flash");
    assertEquals(generation.usage.reasoningTokens, 7);
    const [request] = api.fake.generations;
    assertEquals(request?.key, testKey);
    assert(!request?.path.includes(testKey));
  }));

Deno.test("thoughts are asked for only where they are wanted", () =>
  withApi(async (api) => {
    const shown = await eventsOf(api, ask("[[think:Deep]]", { reasoning: { show: true } }));
    assertEquals(shown[1], { type: "reasoning", delta: "Deep" });
    const hidden = await eventsOf(api, ask("[[think:Deep]]"));
    assert(hidden.every(({ type }) => type !== "reasoning"));
  }));

Deno.test("calls have ids, arguments as JSON, and the signature of the first", () =>
  withApi(async (api) => {
    const tools = [{ name: "look", parameters: { type: "object", properties: {} } }];
    const text = '[[tool:look {"at":1}]][[tool:look {"at":2}]]';
    for (const model of ["gemini-2.5-flash", "gemini-3.5-flash"]) {
      const { parts, finishReason } = await answerOf(api, ask(text, { model, tools }));
      assertEquals(finishReason, "tool-calls");
      const calls = parts.filter((part) => part.type === "tool-call");
      assertEquals(calls.map((call) => call.arguments), ['{"at":1}', '{"at":2}']);
      assertNotEquals(calls[0]?.id, calls[1]?.id);
      assert(calls[0]?.signature && !calls[1]?.signature);
    }
  }));

Deno.test("a client that wants one call at a time gets the first", () =>
  withApi(async (api) => {
    const tools = [{ name: "look" }];
    const request = ask('[[tool:look {"at":1}]][[tool:look {"at":2}]]', {
      tools,
      parallelToolCalls: false,
    });
    const calls = (await eventsOf(api, request)).filter(({ type }) => type === "tool-call-delta");
    assertEquals(calls, [{ type: "tool-call-delta", delta: '{"at":1}' }]);
  }));

Deno.test("a picture comes as media", () =>
  withApi(async (api) => {
    const request = ask("a dot", { outputMedia: { image: true } });
    const media = (await answerOf(api, request)).parts.find(({ type }) => type === "media");
    assert(media?.type === "media" && "base64" in media.source);
    assertEquals(media.mediaType, "image/png");
  }));

Deno.test("a signature on an empty text is kept", () =>
  withApi(async (api) => {
    const { parts } = await answerOf(api, ask("Hi", { model: "gemini-3.5-flash" }));
    const last = parts.at(-1);
    assert(last?.type === "text" && last.signature);
  }));

Deno.test("code that Google ran is told in fences", () =>
  withApi(async (api) => {
    api.fake.answer([
      record([{ executableCode: { language: "PYTHON", code: "print(1)" } }]),
      record([{ codeExecutionResult: { outcome: "OUTCOME_OK", output: "1\n" } }]),
      record([{ text: "One." }], { finishReason: "STOP" }),
    ]);
    const generation = await answerOf(api);
    assertEquals(textOf(generation), "\n```python\nprint(1)\n```\n\n```\n1\n```\nOne.");
  }));

Deno.test("sources are cited where they support the text, counted in UTF-16", () =>
  withApi(async (api) => {
    const text = "Žluťoučký 😀 kůň. Next.";
    const bytes = (part: string) => new TextEncoder().encode(part).length;
    const groundingMetadata = {
      groundingChunks: [
        { web: { uri: "https://a.example/", title: "A" } },
        { web: { uri: "https://b.example/", title: "B" } },
      ],
      groundingSupports: [{
        segment: { startIndex: bytes("Žluťoučký "), endIndex: bytes("Žluťoučký 😀 kůň.") },
        groundingChunkIndices: [0],
      }],
    };
    api.fake.answer([
      record([{ text: text.slice(0, 4) }], { groundingMetadata }),
      record([{ text: text.slice(4) }], { finishReason: "STOP" }),
    ]);
    const { citations } = await answerOf(api, ask("Hi", { webSearch: true }));
    assertEquals(citations.length, 2);
    const { span } = citations[0]!;
    assertEquals(text.slice(span?.start, span?.end), "😀 kůň.");
    assertEquals(citations[1], {
      url: "https://b.example/",
      title: "B",
      span: undefined,
    });
  }));

Deno.test("pages that an answer repeats are cited, wherever in the stream they are named", () =>
  withApi(async (api) => {
    const quoting = (source: JsonObject) => ({ citationMetadata: { citationSources: [source] } });
    api.fake.answer([
      record(
        [{ text: "Žlutý 中 " }],
        quoting({ endIndex: 7, uri: "https://a.example/", title: "A" }),
      ),
      record([{ text: "kůň" }], quoting({ startIndex: 12, endIndex: 17, license: "mit" })),
      record([], {
        ...quoting({ startIndex: 12, endIndex: 17, uri: "https://b.example/" }),
        finishReason: "STOP",
      }),
    ]);
    assertEquals((await answerOf(api)).citations, [
      { url: "https://a.example/", title: "A", span: { start: 0, end: 5 } },
      { url: "https://b.example/", title: undefined, span: { start: 8, end: 11 } },
    ]);
  }));

Deno.test("tokens of tools, thoughts and the cache are counted where they belong", () =>
  withApi(async (api) => {
    api.fake.answer([{
      ...record([{ text: "x" }], { finishReason: "STOP" }),
      usageMetadata: {
        promptTokenCount: 100,
        toolUsePromptTokenCount: 20,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 3,
        cachedContentTokenCount: 50,
      },
    }]);
    const { usage, model } = await answerOf(api);
    assertEquals(model, "gemini-2.5-flash-001");
    assertEquals(usage, {
      inputTokens: 120,
      outputTokens: 8,
      reasoningTokens: 3,
      cachedInputTokens: 50,
    });
  }));

const reasons = {
  "safety": "content-filter",
  "recitation": "content-filter",
  "max-tokens": "length",
} as const;

for (const [fault, reason] of Object.entries(reasons)) {
  Deno.test(`an answer that ends by ${fault} finishes as ${reason}`, () =>
    withApi(async (api) => {
      api.fake.fail(fault as keyof typeof reasons);
      assertEquals((await answerOf(api)).finishReason, reason);
      assertEquals(api.fake.generations.length, 1);
    }));
}

Deno.test("a connection that stays open behind the answer does not hold it up for long", () =>
  withApi(async (api) => {
    api.fake.fail("open-tail");
    assertEquals(textOf(await answerOf(api)), "The beginning ");
  }, { requestTimeoutSec: 0.2 }));

Deno.test("an answer behind which Google leaves the connection open does not cost it", () => {
  const openFetch = () => {
    throw new Error("The connection was given up.");
  };
  return withApi(async (api) => {
    api.fake.fail("open-tail");
    await answerOf(api);
    await answerOf(api);
  }, { openFetch });
});

Deno.test("a client that leaves closes the upstream's connection", () =>
  withApi(async (api) => {
    api.fake.fail("stall-after-text");
    const controller = new AbortController();
    const context = { signal: controller.signal, key: testKey };
    const batches = api.backend.generate(ask(), context)[Symbol.asyncIterator]();
    await batches.next();
    const next = batches.next();
    controller.abort();
    const error = await assertRejects(() => next, GatewayError);
    assertEquals(error.kind, "cancelled");
    await api.fake.idle();
    assertEquals(api.fake.stats.aborted, 1);
  }));

Deno.test("a consumer that stops reading closes the upstream's connection", () =>
  withApi(async (api) => {
    api.fake.fail("stall-after-text");
    const { signal } = new AbortController();
    for await (const _ of api.backend.generate(ask(), { signal, key: testKey })) break;
    await api.fake.idle();
    assertEquals(api.fake.stats.aborted, 1);
  }));

Deno.test("an answer fetched in one piece is the same as a streamed one", () =>
  withApi(async (api) => {
    const tools = [{ name: "look" }];
    const reasoning = { show: true };
    const change = { model: "gemini-2.5-flash", tools, reasoning };
    for (const text of ["[[say:Hello]]", '[[think]][[tool:look {"a":1}]]', "[[think]][[say:x]]"]) {
      const answers = [];
      for (const whole of [false, true]) {
        const { usage: _, parts, ...rest } = await answerOf(api, ask(text, change), { whole });
        const bare = parts.map((part) => ({ ...part, signature: undefined, id: undefined }));
        answers.push({ ...rest, parts: bare });
      }
      assertEquals(answers[1], answers[0]);
    }
    const { action } = api.fake.generations.at(-1)!;
    assertEquals(action, "generateContent");
  }));

Deno.test("thoughts alone are no answer: one more try, then an error", () =>
  withApi(async (api) => {
    const parts = [{ text: "Deep", thought: true }, { text: "", thoughtSignature: "S" }];
    const thoughts = record(parts, { finishReason: "STOP" });
    api.fake.answer([thoughts]);
    const request = ask("[[say:fine]]", { reasoning: { show: true } });
    assertEquals(textOf(await answerOf(api, request)), "fine");
    api.fake.answer([thoughts]);
    api.fake.answer([thoughts]);
    const error = await assertRejects(() => answerOf(api, request), GatewayError);
    assertEquals(error.code, "empty_answer");
  }));

Deno.test("connections given up are closed once no request holds them, however those ended", async () => {
  let closed = 0;
  const openFetch = () => ({ fetch, close: () => closed++ });
  await withApi(async (api) => {
    const { signal } = new AbortController();
    const waitInVain = async () => {
      api.fake.fail("stall-before-head");
      await assertRejects(() => answerOf(api), GatewayError);
    };
    await waitInVain();
    await answerOf(api);
    await answerOf(api, ask(), { whole: true });
    await api.backend.countTokens!(ask(), { signal, key: testKey });
    for await (const _ of api.backend.generate(ask(), { signal, key: testKey })) break;
    api.fake.fail("bad-key");
    await assertRejects(() => answerOf(api), GatewayError);
    assertEquals(closed, 0);
    await waitInVain();
    assertEquals(closed, 1);
  }, { openFetch, requestTimeoutSec: 1, retryAttempts: 0 });
});

Deno.test("an answer or a count that was waited for in vain costs the connection", async () => {
  const settings = { fetch: silent, openFetch: () => ({ fetch: prompt }), requestTimeoutSec: 0.1 };
  const { signal } = new AbortController();
  const runs = [
    (backend: Backend) => backend.countTokens!(ask(), { signal, key: testKey }),
    (backend: Backend) => answerOf({ backend }),
    (backend: Backend) => answerOf({ backend }, ask(), { whole: true }),
  ];
  for (const run of runs) {
    const backend = apiBackend("http://api.test", { ...settings, retryAttempts: 0 });
    await assertRejects(() => run(backend), GatewayError);
    await run(backend);
  }
});

/** A connection that answers at once, so that no clock decides. */
const prompt: typeof fetch = (input) => {
  const answer = { ...record([{ text: "fine" }], { finishReason: "STOP" }), totalTokens: 1 };
  const isStream = String(input).includes("alt=sse");
  return Promise.resolve(
    isStream
      ? new Response(`data: ${JSON.stringify(answer)}\n\n`, {
        headers: { "content-type": "text/event-stream" },
      })
      : Response.json(answer),
  );
};

/** A connection that broke without a word. */
const silent: typeof fetch = (_, init) =>
  new Promise((_, reject) => {
    init!.signal!.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
  });
