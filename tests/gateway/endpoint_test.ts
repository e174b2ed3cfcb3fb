import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type ErrorKind,
  GatewayError,
  type GatewayErrorOptions,
} from "../../lib/core/gateway_error.ts";
import { type Batch, finish, saying, scriptedBackend } from "../fakes/scripted_backend.ts";
import { testGateway } from "../fakes/test_gateway.ts";

const path = "/v1/chat/completions";
const chat = { model: "gpt-4o", messages: [{ role: "user", content: "hi" }] };
const streamed = { ...chat, stream: true };
const start: Batch = [{ type: "start", model: "gemini-3.5-flash" }];

Deno.test("an answer tells its request id and the model that really served", async () => {
  const backend = scriptedBackend(() => [start, [finish({ model: "gemini-flash-lite" })]]);
  const gateway = testGateway(backend);
  const response = await gateway.post(path, chat);
  const body = await response.json();
  assertEquals(body.model, "gemini-flash-lite");
  assertEquals(response.headers.get("x-gemini-model"), "gemini-flash-lite");
  assert(response.headers.get("x-request-id"));
  const [entry] = gateway.log;
  assertEquals([entry?.askedModel, entry?.servedModel], ["gpt-4o", "gemini-flash-lite"]);
  assertEquals(entry?.bytes, Number(response.headers.get("content-length")));
});

Deno.test("the log tells the model that a stream really comes from, and the bytes of its body", async () => {
  const gateway = testGateway(scriptedBackend(() => [
    [{ type: "start", model: "gemini-flash-lite" }, { type: "text", delta: "ä" }],
    [finish()],
  ]));
  const body = await (await gateway.post(path, streamed)).bytes();
  const [entry] = gateway.log;
  assertEquals([entry?.askedModel, entry?.servedModel], ["gpt-4o", "gemini-flash-lite"]);
  assertEquals(entry?.bytes, body.length);
  assertEquals(typeof entry?.firstDeltaMs, "number");
});

Deno.test("the chat endpoint answers under any prefix", async () => {
  for (
    const place of ["/chat/completions", "/openai/v1/chat/completions", "/a/b/chat/completions"]
  ) {
    const response = await testGateway(scriptedBackend(saying("x"))).post(place, chat);
    assertEquals((await response.json()).choices[0].message.content, "x");
  }
});

Deno.test("a failure before the first event is an HTTP error with Retry-After", async () => {
  const backend = scriptedBackend(() => {
    throw new GatewayError("rate-limited", "Too fast.", { retryAfterSec: 7, code: "slow_down" });
  });
  for (const body of [chat, streamed]) {
    const response = await testGateway(backend).post(path, body);
    assertEquals(response.status, 429);
    assertEquals(response.headers.get("retry-after"), "7");
    assertEquals((await response.json()).error.code, "slow_down");
  }
});

Deno.test("a failure in mid-stream is told inside the stream, without [DONE]", async () => {
  const backend = scriptedBackend(function* () {
    yield start;
    yield [{ type: "text", delta: "so far" }];
    throw new GatewayError("upstream", "Cut.", { code: "upstream_interrupted" });
  });
  const gateway = testGateway(backend);
  const response = await gateway.post(path, streamed);
  assertEquals(response.status, 200);
  const text = await response.text();
  assertStringIncludes(text, "so far");
  assertStringIncludes(text, 'data: {"error":{"message":"Cut."');
  assert(!text.includes("[DONE]"));
  assertEquals(gateway.log[0]?.error, "upstream_interrupted");
});

Deno.test("a stream that ends without finish is reported as cut", async () => {
  const gateway = testGateway(scriptedBackend(() => [start, [{ type: "text", delta: "a" }]]));
  assertStringIncludes(await (await gateway.post(path, streamed)).text(), "upstream_interrupted");
  assertEquals((await gateway.post(path, chat)).status, 502);
});

Deno.test("events of one batch leave as one chunk", async () => {
  const backend = scriptedBackend(() => [[
    ...start,
    { type: "text", delta: "a" },
    { type: "reasoning", delta: "b" },
    finish(),
  ]]);
  const response = await testGateway(backend).post(path, streamed);
  const chunks = await Array.fromAsync(response.body!);
  assertEquals(chunks.length, 1);
});

Deno.test("a silent upstream gets keep-alives from the first second on, and a late failure is told", async () => {
  const gate = Promise.withResolvers<void>();
  const backend = scriptedBackend(async function* () {
    await gate.promise;
    yield start;
    throw new GatewayError("timeout", "Too late.");
  });
  const response = await testGateway(backend, { heartbeatMs: 5 }).post(path, streamed);
  assertEquals(response.status, 200);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await reader.read()).value, ": keep-alive\n\n");
  assertEquals((await reader.read()).value, ": keep-alive\n\n");
  gate.resolve();
  let rest = "";
  for (let next = await reader.read(); !next.done; next = await reader.read()) rest += next.value;
  assertStringIncludes(rest, "Too late.");
});

Deno.test("a stream that speaks gets no keep-alive until it has been silent for as long again", async () => {
  const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const backend = scriptedBackend(async function* () {
    yield start;
    await later(150);
    yield [{ type: "text", delta: "x" }];
    await later(100);
    yield [finish()];
  });
  const response = await testGateway(backend, { heartbeatMs: 200 }).post(path, streamed);
  assert(!(await response.text()).includes("keep-alive"));
});

Deno.test("a stream that opens after a silence begins with a keep-alive", async () => {
  const gate = Promise.withResolvers<void>();
  const backend = scriptedBackend(async function* () {
    await gate.promise;
    yield start;
    yield [finish()];
  });
  const response = await testGateway(backend, { heartbeatMs: 5 }).post(path, streamed);
  gate.resolve();
  assert((await response.text()).startsWith(": keep-alive\n\ndata: {"));
});

Deno.test("a client that leaves aborts the upstream and ends the source", async () => {
  const left = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const backend = scriptedBackend(async function* (_request, { signal }) {
    signal.addEventListener("abort", () => left.resolve());
    try {
      yield start;
      await left.promise;
      for (;;) yield [{ type: "text", delta: "to nobody" }];
    } finally {
      ended.resolve();
    }
  });
  const gateway = testGateway(backend);
  const response = await gateway.post(path, streamed);
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  await left.promise;
  await ended.promise;
  assertEquals(gateway.log[0]?.error, "cancelled");
});

Deno.test("a client that leaves before it reads the last words had a whole answer, logged once", async () => {
  const ended = Promise.withResolvers<void>();
  const gateway = testGateway(scriptedBackend(function* () {
    try {
      yield [...start, { type: "text", delta: "x" }];
      yield [finish()];
    } finally {
      ended.resolve();
    }
  }));
  const reader = (await gateway.post(path, streamed)).body!.getReader();
  await reader.read();
  await ended.promise;
  await reader.cancel();
  assertEquals(gateway.log.map((entry) => entry.error), [undefined]);
});

Deno.test("a client that does not read stops the source", async () => {
  let pulled = 0;
  const backend = scriptedBackend(function* () {
    yield start;
    for (; pulled < 100; pulled++) yield [{ type: "text", delta: "x" }];
    yield [finish()];
  });
  const response = await testGateway(backend).post(path, streamed);
  const reader = response.body!.getReader();
  await reader.read();
  await reader.read();
  assert(pulled <= 2, `pulled ${pulled} batches for two reads`);
  await reader.cancel();
});

Deno.test("a fault of the gateway's own is a 500 that tells the client nothing of itself", async () => {
  const backend = scriptedBackend(() => {
    throw new TypeError("prompt text inside");
  });
  const gateway = testGateway(backend);
  const response = await gateway.post(path, chat);
  assertEquals(response.status, 500);
  assert(!(await response.text()).includes("prompt text"));
  assertStringIncludes(gateway.faults.join(), "TypeError");
  assert(!gateway.faults.join().includes("prompt text"));
});

Deno.test("a failure that is known is no fault of the gateway's own, whatever caused it", async () => {
  const backend = scriptedBackend(() => {
    throw new GatewayError("upstream", "Unreachable.", { cause: new Error("refused") });
  });
  const gateway = testGateway(backend);
  await (await gateway.post(path, chat)).body?.cancel();
  assertEquals(gateway.faults, []);
});

Deno.test("wrong method, unknown path and broken bodies get the dialect's error", async () => {
  const gateway = testGateway(scriptedBackend(saying("x")), { maxBodyBytes: 200 });
  const wrong = await gateway.get(path);
  assertEquals([wrong.status, wrong.headers.get("allow")], [405, "POST"]);
  assertEquals((await wrong.json()).error.code, "method_not_allowed");
  const unknown = await gateway.get("/v1/nothing");
  assertEquals([unknown.status, (await unknown.json()).error.code], [404, "unknown_url"]);
  const cases: [string, number, string][] = [
    ['{"model":', 400, "invalid_json"],
    ["[]", 400, "invalid_json"],
    ["", 400, "missing_body"],
    [JSON.stringify({ pad: "x".repeat(300) }), 413, "body_too_large"],
  ];
  for (const [body, status, code] of cases) {
    const response = await gateway.post(path, body);
    assertEquals([response.status, (await response.json()).error.code], [status, code]);
  }
});

Deno.test("settings that were not honoured are named in a header", async () => {
  const backend = scriptedBackend(() => [
    [{ type: "start", model: "gemini-3.5-flash", ignored: ["temperature"] }],
    [finish()],
  ]);
  const body = { ...chat, logit_bias: { "1": 1 }, made_up: true };
  const response = await testGateway(backend).post(path, body);
  await response.body?.cancel();
  assertEquals(response.headers.get("x-gemini-ignored"), "logit_bias, made_up, temperature");
});

Deno.test("SDKs neither sit out nor cut short a wait above a minute, or until a limit is lifted", async () => {
  const waits: [ErrorKind, GatewayErrorOptions, string | null][] = [
    ["rate-limited", { retryAfterSec: 60 }, null],
    ["rate-limited", { retryAfterSec: 61 }, "false"],
    ["rate-limited", {}, null],
    ["quota-used-up", {}, "false"],
  ];
  for (const [kind, options, told] of waits) {
    const gateway = testGateway(scriptedBackend(() => {
      throw new GatewayError(kind, "Wait.", options);
    }));
    const response = await gateway.post(path, chat, { headers: { origin: "http://localhost" } });
    await response.body?.cancel();
    assertEquals(response.headers.get("x-should-retry"), told);
    const exposed = response.headers.get("access-control-expose-headers") ?? "";
    assertEquals(exposed.includes("x-should-retry"), true);
  }
});
