import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { textOf } from "../../lib/core/generation.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { answerOf, ask, batchesOf, CookieText, signedIn, webBackend } from "./web_backend.ts";

Deno.test("the answer starts as soon as Google accepted, and its words come as they grow", async () => {
  const fake = startFakeGeminiWeb();
  const accepted = fake.hold("after-meta");
  const half = fake.hold("after-piece-2");
  fake.script({ text: "one two three", pieces: 3 });
  const signal = new AbortController().signal;
  const batches = webBackend(fake.url).backend.generate(ask(), { signal })[Symbol.asyncIterator]();
  const first = batches.next();
  await accepted.reached;
  assertEquals(
    (await first).value.map((event: GenerateEvent) => event.type),
    ["start"],
  );
  const second = batches.next();
  accepted.release();
  await half.reached;
  assertEquals((await second).value[0]?.type, "text");
  half.release();
  while (!(await batches.next()).done);
  await fake.close();
});

Deno.test("the last batch tells the estimated usage and the model that served", async () => {
  const fake = startFakeGeminiWeb();
  fake.script({
    text: "12345678",
    thoughts: "1234",
    served: { id: "fbb127bbb056c959", name: "3.8 Flash" },
  });
  const events = (await batchesOf(webBackend(fake.url), ask("12345678"))).flat();
  assertEquals(events.at(0), { type: "start", model: "gemini-3.5-flash", ignored: [] });
  assertEquals(events.at(-1), {
    type: "finish",
    reason: "stop",
    usage: { inputTokens: 2, outputTokens: 3, reasoningTokens: 1 },
    model: "gemini-3.8-flash",
  });
  await fake.close();
});

Deno.test("thoughts are told only to those who want to see them", async () => {
  const fake = startFakeGeminiWeb({ answers: { text: "Hi", thoughts: "Hm" } });
  const web = webBackend(fake.url);
  const shown = await answerOf(web);
  const hidden = await answerOf(web, ask("Hello", { reasoning: { show: false } }));
  assertEquals(shown.parts.map(({ type }) => type), ["reasoning", "text"]);
  assertEquals(hidden.parts.map(({ type }) => type), ["text"]);
  assertEquals(hidden.usage, shown.usage);
  await fake.close();
});

Deno.test("settings that the web app has no place for are reported", async () => {
  const fake = startFakeGeminiWeb();
  const request = ask("Hi", {
    sampling: { temperature: 0, seed: 1, maxOutputTokens: 5 },
    reasoning: { show: true, effort: "high" },
  });
  const anonymous = await answerOf(webBackend(fake.url), request);
  assertEquals(anonymous.ignored, ["sampling.temperature", "sampling.seed", "reasoning.effort"]);
  const cookies = new CookieText(signedIn);
  const account = await answerOf(webBackend(fake.url, { cookies }), request);
  assertEquals(account.ignored, ["sampling.temperature", "sampling.seed"]);
  await fake.close();
});

Deno.test("the client's leaving closes the upstream's connection at once", async () => {
  const fake = startFakeGeminiWeb();
  const hold = fake.hold("after-piece-1");
  const leaving = new AbortController();
  const answer = answerOf(webBackend(fake.url), ask(), leaving.signal);
  await hold.reached;
  const at = performance.now();
  leaving.abort();
  const error = await assertRejects(() => answer, GatewayError);
  await fake.idle();
  assertEquals(error.kind, "cancelled");
  assertEquals(fake.stats.aborted, 1);
  assertLess(performance.now() - at, 100);
  await fake.close();
});

Deno.test("giving the iteration up closes the upstream's connection", async () => {
  const fake = startFakeGeminiWeb();
  fake.hold("after-piece-1");
  const signal = new AbortController().signal;
  for await (const batch of webBackend(fake.url).backend.generate(ask(), { signal })) {
    if (batch.some((event) => event.type === "text")) break;
  }
  await fake.idle();
  assertEquals(fake.stats.aborted, 1);
  await fake.close();
});

Deno.test("who leaves while the page is loaded or before a retry gets cancelled", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("page-stall");
  const leaving = new AbortController();
  const web = webBackend(fake.url, { requestTimeoutSec: 0.2 });
  const answer = answerOf(web, ask(), leaving.signal);
  leaving.abort();
  assertEquals((await assertRejects(() => answer, GatewayError)).kind, "cancelled");
  // Others may wait for the page, so its load goes on until its own limit.
  await assertRejects(() => answerOf(web), GatewayError);
  const during = new AbortController();
  let pausing = () => {};
  const random = () => (pausing(), 0);
  const slow = webBackend(fake.url, { sleep: undefined, retryDelaySec: 60, random });
  await answerOf(slow); // the session begins with a random number
  fake.fail("http-500");
  pausing = () => queueMicrotask(() => during.abort());
  const error = await assertRejects(() => answerOf(slow, ask(), during.signal), GatewayError);
  assertEquals([error.kind, fake.generations.length], ["cancelled", 2]);
  await fake.close();
});

Deno.test("an answer that is given up during a pause is not asked for again", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("http-500");
  const pausing = Promise.withResolvers<void>();
  const pause = Promise.withResolvers<void>();
  const sleep = () => (pausing.resolve(), pause.promise);
  const { signal } = new AbortController();
  const { backend } = webBackend(fake.url, { sleep });
  const batches = backend.generate(ask(), { signal })[Symbol.asyncIterator]();
  const next = batches.next();
  await pausing.promise;
  await batches.return?.();
  pause.resolve();
  assertEquals((await next).done, true);
  assertEquals(fake.generations.length, 1);
  await fake.close();
});

Deno.test("an answer whose connection stays open ends two seconds after its last byte", async () => {
  const fake = startFakeGeminiWeb({ answers: { tail: "open" } });
  const at = performance.now();
  const generation = await answerOf(webBackend(fake.url));
  const ms = performance.now() - at;
  assertEquals(textOf(generation), "stub: ok");
  assert(ms > 1900, "it waits for late frames");
  await fake.idle();
  assertEquals(fake.stats.aborted, 1);
  await fake.close();
});

Deno.test("the connection of a complete answer is used again", async () => {
  const ports = new Set<number>();
  const serve = async (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => {
    await request.text(); // Deno.serve closes the connection of a request that was not read.
    if (request.method === "POST") ports.add(info.remoteAddr.port);
    return new Response(request.method === "POST" ? shortAnswer : "");
  };
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, serve);
  const web = webBackend(`http://127.0.0.1:${server.addr.port}`);
  for (let n = 0; n < 3; n++) {
    assertEquals(textOf(await answerOf(web)), "Hi");
    // The end of the body is read behind the answer's back.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assertEquals(ports.size, 1);
});

Deno.test("a lesser model is an error where models are strict, before a word of it where it shows", async () => {
  const fake = startFakeGeminiWeb();
  const web = webBackend(fake.url, { strictModels: true });
  let words = 0;
  const error = await assertRejects(async () => {
    const signal = new AbortController().signal;
    for await (const batch of web.backend.generate(ask(), { signal })) {
      words += batch.filter((event) => event.type === "text").length;
    }
  }, GatewayError);
  assertEquals(error.code, "model_downgraded");
  assertEquals(fake.generations.length, 1);
  const lite = await answerOf(web, ask("Hi", { model: "gemini-flash-lite" }));
  assertEquals(lite.model, "gemini-flash-lite");
  await fake.close();
});

Deno.test("a prompt of over 130,000 bytes is refused unsent, with the sizes", async () => {
  const fake = startFakeGeminiWeb();
  const web = webBackend(fake.url);
  const error = await assertRejects(() => answerOf(web, ask("漢".repeat(43_334))), GatewayError);
  assertEquals([error.status, error.code, error.param], [
    400,
    "context_length_exceeded",
    "messages",
  ]);
  assert(error.message.includes("130002 bytes") && error.message.includes("130000"));
  assertEquals(fake.requests.length, 0);
  await answerOf(web, ask("x".repeat(130_000)));
  assertEquals(fake.generations[0]?.prompt?.length, 130_000);
  await fake.close();
});

Deno.test("pictures are refused with a word about what can take them", async () => {
  const request = ask();
  request.messages[0]!.parts.push(
    { type: "media", mediaType: "image/png", source: { base64: "" } } as never,
  );
  const error = await assertRejects(
    () => answerOf(webBackend("http://127.0.0.1:1"), request),
    GatewayError,
  );
  assertEquals([error.kind, error.param], ["unsupported", "messages"]);
});

Deno.test("5xx is tried again up to the settings' number, with pauses that do not grow", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("http-503", 3);
  const web = webBackend(fake.url, { random: () => 0.5 });
  assertEquals(textOf(await answerOf(web)), "stub: ok");
  assertEquals(web.pauses, [1500, 1500, 1500]);
  await fake.close();
});

Deno.test("without retries in the settings nothing is tried again", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("http-500");
  await assertRejects(() => answerOf(webBackend(fake.url, { retryAttempts: 0 })), GatewayError);
  assertEquals(fake.generations.length, 1);
  await fake.close();
});

for (const fault of ["page-anonymous", "page-without-data"] as const) {
  Deno.test(`no token is sent without cookies, behind a ${fault} neither`, async () => {
    const fake = startFakeGeminiWeb();
    fake.fail(fault);
    await answerOf(webBackend(fake.url, { xsrfToken: "AT:1", retryAttempts: 0 })).catch(() => {});
    assertEquals(fake.generations.map(({ token }) => token), [undefined]);
    await fake.close();
  });
}

Deno.test("the request after an error 1155 has no f.sid", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("bard-error-1155");
  await answerOf(webBackend(fake.url, { cookies: new CookieText(signedIn) }));
  const ids = fake.generations.map(({ query }) => query["f.sid"]);
  assertEquals(ids, [fake.session.sessionId, undefined]);
  await fake.close();
});

Deno.test("a final mark that stands outside the candidates ends an open connection, too", async () => {
  const fake = startFakeGeminiWeb();
  const shot = (text: string, final: boolean) => {
    const data: unknown[] = [null, ["c_1", "r_1"], null, null, [["rc_1", [text]]]];
    if (final) data[14] = true;
    return `9\n${JSON.stringify([["wrb.fr", null, JSON.stringify(data)]])}\n`;
  };
  const texts = ["One", "One two", "One two three", "One two three four"];
  const frames = texts.map((text, index) => shot(text, index === 3)).join("");
  fake.replay(new TextEncoder().encode(`)]}'\n\n${frames}`), { end: "open" });
  const web = webBackend(fake.url, { requestTimeoutSec: 6, retryAttempts: 0 });
  assertEquals(textOf(await answerOf(web)), "One two three four");
  await fake.close();
});

const inner = JSON.stringify([null, ["c_1", "r_1"], null, null, [[
  "rc_1",
  ["Hi"],
  null,
  null,
  null,
  null,
  null,
  null,
  [2],
]]]);
const shortAnswer = `)]}'\n\n99\n${
  JSON.stringify([["wrb.fr", null, inner]])
}\n25\n[["e",4,null,null,99]]\n`;
