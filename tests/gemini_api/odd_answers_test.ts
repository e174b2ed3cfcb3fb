import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { textOf } from "../../lib/core/generation.ts";
import type { JsonObject, JsonValue } from "../../lib/core/json.ts";
import { answerOf, apiBackend, ask, type TestApi, withApi } from "./api_backend.ts";

const record = (parts: JsonValue[], more: JsonObject = {}): JsonObject => ({
  candidates: [{ content: { parts }, finishReason: "STOP", ...more }],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 3 },
});

/** Whole and streamed. */
async function bothOf(api: TestApi, answer: JsonObject) {
  api.fake.answer([answer]);
  api.fake.answer([answer]);
  return [await answerOf(api), await answerOf(api, undefined, { whole: true })];
}

Deno.test("what is null in an answer is as if it were not there", () =>
  withApi(async (api) => {
    const groundingMetadata = {
      groundingChunks: [{ web: { uri: "https://a.example/", title: null }, maps: null }],
      groundingSupports: [{ segment: null, groundingChunkIndices: null }],
    };
    const answer = record([
      { text: "Look.", functionCall: null, thoughtSignature: null },
      { text: null, functionCall: { id: null, name: "look", args: null } },
    ], { groundingMetadata, citationMetadata: null });
    for (const generation of await bothOf(api, answer)) {
      const [text, call] = generation.parts;
      assertEquals(text, { type: "text", text: "Look." });
      assertEquals(call?.type === "tool-call" && [call.name, call.arguments], ["look", "{}"]);
      assertEquals(generation.citations.map(({ url }) => url), ["https://a.example/"]);
    }
  }));

Deno.test("a call without a name or an object of arguments is asked for again, then an error", () =>
  withApi(async (api) => {
    for (const call of [{ args: {} }, { name: "" }, { name: "look", args: "{}" }]) {
      const broken = record([{ functionCall: call }]);
      api.fake.answer([broken]);
      api.fake.answer([record([{ text: "fine" }])]);
      assertEquals(textOf(await answerOf(api)), "fine");
      for (const whole of [false, true]) {
        api.fake.answer([broken]);
        api.fake.answer([broken]);
        const error = await assertRejects(() => answerOf(api, undefined, { whole }), GatewayError);
        assertEquals([error.status, error.code], [502, "malformed_function_call"]);
      }
    }
  }));

Deno.test("calls that came with one id have different ones", () =>
  withApi(async (api) => {
    const call = (n: number) => ({ functionCall: { id: "look", name: "look", args: { n } } });
    for (const { parts } of await bothOf(api, record([call(1), call(2)]))) {
      const calls = parts.filter((part) => part.type === "tool-call");
      assertEquals(calls.map((each) => each.arguments), ['{"n":1}', '{"n":2}']);
      assertEquals(calls[0]!.id, "look");
      assertEquals(new Set(calls.map(({ id }) => id)).size, 2);
    }
  }));

Deno.test("token counts that are no numbers do not spoil the sums", () =>
  withApi(async (api) => {
    const usageMetadata = {
      promptTokenCount: "12",
      candidatesTokenCount: 3,
      thoughtsTokenCount: {},
      cachedContentTokenCount: null,
    };
    const answer = { ...record([{ text: "x" }]), usageMetadata };
    for (const { usage } of await bothOf(api, answer)) {
      assertEquals(usage, { inputTokens: 0, outputTokens: 3 });
    }
  }));

Deno.test("a reason to stop in each record is no end: what breaks behind it is told", async () => {
  const records = ["one ", "two "].map((text) => said(text, { finishReason: "STOP" }));
  const reads = [[records[0]!], records, [records.join("")]];
  for (const [number, pieces] of reads.entries()) {
    const body = () => ReadableStream.from(breaking(pieces));
    const backend = apiBackend("http://api.test", {
      retryDelaySec: 0,
      fetch: () => Promise.resolve(new Response(body(), { headers: eventStream })),
    });
    const answer = answerOf({ backend });
    if (number === 0) assertEquals(textOf(await answer), "one ");
    else assertEquals((await assertRejects(() => answer, GatewayError)).code, interrupted);
  }
});

Deno.test("an answer that ends in the middle of its JSON is cut off, and asked for again", async () => {
  const cut = { "content-type": "application/json" };
  for (const whole of [true, false]) {
    let asked = 0;
    const text = said("one").slice(whole ? 6 : 0, -8);
    const backend = apiBackend("http://api.test", {
      retryDelaySec: 0,
      fetch: () => {
        asked++;
        return Promise.resolve(new Response(text, { headers: whole ? cut : eventStream }));
      },
    });
    const answer = () => answerOf({ backend }, ask(), { whole });
    assertEquals((await assertRejects(answer, GatewayError)).code, interrupted);
    assertEquals(asked, 2);
  }
});

Deno.test("no call goes on before the answer is complete: a cut between calls is asked for again", async () => {
  const call = (city: string, more: JsonObject = {}) => {
    const part = { functionCall: { name: "look", args: { city } } };
    return `data: ${JSON.stringify({ candidates: [{ content: { parts: [part] }, ...more }] })}\n\n`;
  };
  const answers = [[call("Rome")], [call("Rome"), call("Oslo", { finishReason: "STOP" })]];
  const backend = apiBackend("http://api.test", {
    retryDelaySec: 0,
    fetch: () => {
      const records = answers.shift()!;
      const body = answers.length > 0 ? breaking(records) : whole(records);
      return Promise.resolve(new Response(ReadableStream.from(body), { headers: eventStream }));
    },
  });
  const { parts } = await answerOf({ backend });
  const called = parts.map((part) => part.type === "tool-call" && part.arguments);
  assertEquals(called, ['{"city":"Rome"}', '{"city":"Oslo"}']);
});

const interrupted = "upstream_interrupted";
const eventStream = { "content-type": "text/event-stream" };

function said(text: string, more: JsonObject = {}): string {
  const record = { candidates: [{ content: { parts: [{ text }] }, ...more }] };
  return `data: ${JSON.stringify(record)}\n\n`;
}

async function* whole(records: string[]): AsyncGenerator<Uint8Array> {
  for (const record of records) {
    yield new TextEncoder().encode(record);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

async function* breaking(records: string[]): AsyncGenerator<Uint8Array> {
  yield* whole(records);
  throw new Error("The connection broke.");
}
