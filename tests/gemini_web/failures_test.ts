import { assertEquals, assertInstanceOf, assertMatch, assertNotMatch } from "@std/assert";
import { errorKinds, GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { answerSteps, plainAnswer, type WebAnswer } from "../fakes/gemini_web/answer.ts";
import type { GenerateFault, PageFault } from "../fakes/gemini_web/faults.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { answerOf, ask, batchesOf, webBackend } from "./web_backend.ts";

interface Case {
  fault: GenerateFault | PageFault;
  status: number;
  code: string;
  /** Generate requests in all, the fault repeating. */
  tries?: number;
  retryAfterSec?: number;
  /** Of the settings, where the fault is one of waiting. */
  timeoutSec?: number;
}

const cases: Case[] = [
  { fault: "dead-label", status: 502, code: "build_label_refused", tries: 2 },
  { fault: "xsrf", status: 401, code: "page_token_refused", tries: 2 },
  { fault: "sorry", status: 429, code: "google_blocked_network", retryAfterSec: 7200 },
  { fault: "sorry-429", status: 429, code: "google_blocked_network", retryAfterSec: 7200 },
  { fault: "consent", status: 403, code: "consent_required" },
  { fault: "login", status: 401, code: "session_expired" },
  { fault: "rate-limit", status: 429, code: "google_rate_limited" },
  { fault: "rate-limit-7", status: 429, code: "google_rate_limited", retryAfterSec: 7 },
  { fault: "http-400", status: 400, code: "request_refused", tries: 2 },
  { fault: "http-401", status: 401, code: "session_expired" },
  { fault: "http-403", status: 403, code: "access_refused" },
  { fault: "http-404", status: 404, code: "endpoint_not_found", tries: 2 },
  { fault: "http-407", status: 502, code: "proxy_failed" },
  { fault: "http-413", status: 413, code: "context_length_exceeded" },
  { fault: "http-418", status: 502, code: "unexpected_status" },
  { fault: "http-500", status: 500, code: "google_error", tries: 4 },
  { fault: "http-502", status: 502, code: "google_error", tries: 4 },
  { fault: "http-503", status: 503, code: "google_unavailable", tries: 4 },
  { fault: "http-504", status: 504, code: "google_deadline", tries: 2 },
  { fault: "empty", status: 502, code: "empty_answer", tries: 2 },
  { fault: "prefix-only", status: 502, code: "empty_answer", tries: 2 },
  { fault: "meta-only", status: 502, code: "empty_answer", tries: 2 },
  { fault: "html", status: 502, code: "foreign_answer" },
  { fault: "cut-before-text", status: 502, code: "upstream_interrupted", tries: 2 },
  { fault: "cut-after-text", status: 502, code: "upstream_interrupted" },
  { fault: "cut-mid-frame", status: 502, code: "upstream_interrupted" },
  { fault: "end-early", status: 502, code: "upstream_interrupted" },
  { fault: "heartbeats-only", status: 504, code: "upstream_stalled", timeoutSec: 0.3 },
  { fault: "stall-before-head", status: 504, code: "upstream_timeout", timeoutSec: 0.3 },
  { fault: "stall-before-text", status: 504, code: "upstream_stalled", timeoutSec: 0.3 },
  { fault: "stall-after-text", status: 504, code: "upstream_stalled", timeoutSec: 0.3 },
  { fault: "bard-error-1003", status: 400, code: "attachment_refused" },
  { fault: "bard-error-1013", status: 503, code: "generation_failed", tries: 2 },
  { fault: "bard-error-1016", status: 401, code: "session_expired" },
  { fault: "bard-error-1037", status: 429, code: "google_usage_limit" },
  { fault: "bard-error-1050", status: 502, code: "conversation_refused" },
  { fault: "bard-error-1052", status: 404, code: "model_unavailable" },
  { fault: "bard-error-1060", status: 403, code: "google_region_refused", tries: 2 },
  { fault: "bard-error-1061", status: 403, code: "permission_denied" },
  { fault: "bard-error-1095", status: 429, code: "google_rate_limited", retryAfterSec: 120 },
  { fault: "bard-error-1096", status: 502, code: "conversation_refused" },
  { fault: "bard-error-1097", status: 502, code: "conversation_refused" },
  { fault: "bard-error-1099", status: 429, code: "google_rate_limited", tries: 2 },
  { fault: "bard-error-1100", status: 403, code: "attachment_refused", tries: 2 },
  { fault: "bard-error-1101", status: 502, code: "google_error" },
  { fault: "bard-error-1152", status: 400, code: "context_length_exceeded" },
  { fault: "bard-error-1155", status: 503, code: "session_refused", tries: 2 },
  { fault: "bard-error-1185", status: 429, code: "google_image_limit", retryAfterSec: 120 },
  { fault: "bard-error-1999", status: 502, code: "google_error" },
  { fault: "bard-error-after-text-1013", status: 503, code: "generation_failed" },
  { fault: "bare-status-2", status: 503, code: "generation_failed", tries: 2 },
  { fault: "bare-status-3", status: 400, code: "request_refused" },
  { fault: "bare-status-4", status: 504, code: "google_deadline", tries: 2 },
  { fault: "bare-status-7", status: 403, code: "permission_denied" },
  { fault: "bare-status-8", status: 429, code: "google_rate_limited" },
  { fault: "bare-status-9", status: 400, code: "request_refused" },
  { fault: "bare-status-13", status: 503, code: "generation_failed", tries: 2 },
  { fault: "bare-status-14", status: 503, code: "google_unavailable", tries: 4 },
  { fault: "bare-status-16", status: 401, code: "session_expired" },
  { fault: "page-sorry", status: 429, code: "google_blocked_network", tries: 0 },
  { fault: "page-consent", status: 403, code: "consent_required", tries: 0 },
  { fault: "page-consent-form", status: 403, code: "consent_required", tries: 0 },
  { fault: "page-login", status: 401, code: "session_expired", tries: 0 },
  { fault: "page-http-403", status: 403, code: "access_refused", tries: 0 },
  { fault: "page-http-500", status: 500, code: "google_error", tries: 0 },
  { fault: "page-stall", status: 504, code: "upstream_timeout", tries: 0, timeoutSec: 0.3 },
];

for (const { fault, status, code, tries = 1, retryAfterSec, timeoutSec } of cases) {
  Deno.test(`the fault ${fault} is told as ${status} ${code}`, async () => {
    const fake = startFakeGeminiWeb();
    try {
      fake.fail(fault, 9);
      const web = webBackend(fake.url, timeoutSec ? { requestTimeoutSec: timeoutSec } : {});
      const error = await failureOf(answerOf(web));
      assertEquals([error.status, error.code], [status, code]);
      if (retryAfterSec !== undefined) assertEquals(error.retryAfterSec, retryAfterSec);
      assertMatch(error.message, /^[A-Z1].{30,}\.$/);
      assertNotMatch(error.message, /%|undefined|no detail|\d{4} seconds/);
      assertEquals(fake.generations.length, tries);
      // Only these statuses say more than the kind's own.
      if (code !== "google_error") assertEquals(errorKinds[error.kind].status, status);
    } finally {
      await fake.close();
    }
  });
}

Deno.test("a connection that breaks before the answer is told, and tried once more", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("hang-up", 9);
  const web = webBackend(fake.url);
  const error = await failureOf(answerOf(web));
  assertEquals([error.status, error.code], [502, "upstream_connection_lost"]);
  // fetch by itself repeats a request whose reused connection turns out to be closed.
  assertEquals(web.pauses.length, 1);
  await fake.close();
});

Deno.test("a page that breaks off is told as a lost connection, and fetched once more", async () => {
  const fake = startFakeGeminiWeb();
  const upstream = brokenOff({ method: "GET", status: 200 });
  const web = webBackend(fake.url, { fetch: upstream.fetch });
  const error = await failureOf(answerOf(web));
  assertEquals([error.status, error.code], [502, "upstream_connection_lost"]);
  assertEquals(upstream.calls, 2);
  await fake.close();
});

for (const method of ["GET", "POST"] as const) {
  Deno.test(`a refusal of a ${method} counts although its words break off`, async () => {
    const fake = startFakeGeminiWeb();
    const upstream = brokenOff({ method, status: 429 });
    const error = await failureOf(answerOf(webBackend(fake.url, { fetch: upstream.fetch })));
    assertEquals([error.code, error.retryAfterSec], ["google_rate_limited", 9]);
    await fake.close();
  });
}

Deno.test("a row 1096 after a complete answer is ignored", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("late-1096");
  const generation = await answerOf(webBackend(fake.url));
  assertEquals(generation.parts, [{ type: "text", text: "stub: ok" }]);
  await fake.close();
});

Deno.test("a frame that cannot be read does no harm when the answer ends well", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("malformed-frame");
  const generation = await answerOf(webBackend(fake.url));
  assertEquals(generation.parts, [{ type: "text", text: "stub: ok" }]);
  await fake.close();
});

Deno.test("an answer whose last frame cannot be read is told as malformed_answer", async () => {
  const fake = startFakeGeminiWeb();
  fake.replay(new TextEncoder().encode(`)]}'\n\n30\n[["wrb.fr",null,"[null,[garbage}\n`));
  const error = await failureOf(answerOf(webBackend(fake.url, { retryAttempts: 0 })));
  assertEquals([error.status, error.code], [502, "malformed_answer"]);
  await fake.close();
});

Deno.test("a failure after text is not retried, and the text before it was told", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("cut-after-text");
  const web = webBackend(fake.url);
  let text = "";
  const error = await failureOf((async () => {
    const signal = new AbortController().signal;
    for await (const batch of web.backend.generate(ask("[[say:one two three four]]"), { signal })) {
      for (const event of batch) if (event.type === "text") text += event.delta;
    }
  })());
  assertEquals(error.code, "upstream_interrupted");
  assertEquals("one two three four".startsWith(text) && text !== "", true);
  assertEquals(fake.generations.length, 1);
  await fake.close();
});

Deno.test("an answer that is tried again starts once", async () => {
  const fake = startFakeGeminiWeb();
  fake.fail("cut-before-text");
  const events = (await batchesOf(webBackend(fake.url))).flat();
  assertEquals(fake.generations.length, 2);
  assertEquals(events.filter((event) => event.type === "start").length, 1);
  await fake.close();
});

/** A backend whose fake gives each of the answer's snapshots in a read of its own, `steps` of them at most. */
function answering(fakeUrl: string, answer: WebAnswer, steps = Infinity) {
  const ids = { cid: "c_1", rid: "r_1", rcid: "rc_1" };
  const served = { id: "fbb127bbb056c959", name: "3.8 Flash" };
  const asked = { tries: 0 };
  const { backend } = webBackend(fakeUrl, {
    fetch: (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      asked.tries++;
      const texts = answerSteps(answer, { ids, served, streaming: true }).take(steps)
        .map(({ text }) => new TextEncoder().encode(text));
      const bytes = ReadableStream.from(texts);
      return Promise.resolve(new Response(bytes));
    },
  });
  return { backend, asked };
}

for (const whole of [false, true]) {
  Deno.test(
    `an answer of which nothing is left is asked for again, then an error, ${
      whole ? "whole" : "streamed"
    }`,
    async () => {
      const fake = startFakeGeminiWeb();
      // What stands for a canvas, whose content is elsewhere.
      const answer = {
        ...plainAnswer,
        text: "http://googleusercontent.com/immersive_entry_chip/0",
        citations: [{ title: "Canvas", url: "https://canvas.example/", claim: "content" }],
      };
      const { backend, asked } = answering(fake.url, answer);
      const { signal } = new AbortController();
      const error = await failureOf(Array.fromAsync(backend.generate(ask(), { signal, whole })));
      assertEquals([error.code, asked.tries], ["empty_answer", 2]);
      await fake.close();
    },
  );
}

Deno.test("an answer that is cut before any of it was told is asked for again", async () => {
  const fake = startFakeGeminiWeb();
  // An escape that a later snapshot may take back.
  const answer = { ...plainAnswer, text: "**Hello**", snapshots: ["\\*\\*Hel"] };
  const { backend, asked } = answering(fake.url, answer, 2);
  const { signal } = new AbortController();
  const error = await failureOf(Array.fromAsync(backend.generate(ask(), { signal })));
  assertEquals([error.code, asked.tries], ["upstream_interrupted", 2]);
  await fake.close();
});

Deno.test("thoughts alone are no answer: they are told, and then the error", async () => {
  const fake = startFakeGeminiWeb();
  const { backend } = answering(fake.url, { ...plainAnswer, text: "", thoughts: "Let me see." });
  const request = { ...ask(), reasoning: { show: true } };
  const events: GenerateEvent[] = [];
  const error = await failureOf((async () => {
    const { signal } = new AbortController();
    for await (const batch of backend.generate(request, { signal })) events.push(...batch);
  })());
  assertEquals(error.code, "empty_answer");
  const thoughts = events.map((event) => event.type === "reasoning" ? event.delta : "").join("");
  assertEquals(thoughts, "Let me see.");
  await fake.close();
});

Deno.test("a Retry-After may be a date", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (request.method === "GET") return new Response("");
    const headers = { "Retry-After": "Sun, 01 Nov 2026 10:00:30 GMT" };
    return new Response("", { status: 429, headers });
  });
  const now = () => Date.parse("2026-11-01T10:00:00Z");
  const web = webBackend(`http://127.0.0.1:${server.addr.port}`, { now });
  assertEquals((await failureOf(answerOf(web))).retryAfterSec, 30);
});

async function failureOf(work: Promise<unknown>): Promise<GatewayError> {
  try {
    await work;
  } catch (thrown) {
    assertInstanceOf(thrown, GatewayError);
    return thrown;
  }
  throw new Error("nothing was thrown");
}

/** A network whose answers to requests of one method break off in the middle of their bodies. */
function brokenOff({ method, status }: { method: string; status: number }) {
  const upstream = {
    calls: 0,
    fetch: ((input, init) => {
      if (init?.method !== method) return fetch(input, init);
      upstream.calls++;
      let read = false;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (read) throw new TypeError("error reading a body from connection");
          read = true;
          controller.enqueue(new Uint8Array([60]));
        },
      }, { highWaterMark: 0 });
      return Promise.resolve(new Response(body, { status, headers: { "Retry-After": "9" } }));
    }) as typeof fetch,
  };
  return upstream;
}
