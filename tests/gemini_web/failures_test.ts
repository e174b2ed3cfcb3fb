import { assertEquals, assertInstanceOf, assertMatch, assertNotMatch } from "@std/assert";
import { errorKinds, GatewayError } from "../../lib/core/gateway_error.ts";
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
  { fault: "bard-error-1099", status: 429, code: "google_usage_limit", tries: 2 },
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
  { fault: "bare-status-9", status: 400, code: "request_refused" },
  { fault: "bare-status-13", status: 503, code: "generation_failed", tries: 2 },
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
      assertNotMatch(error.message, /%|undefined|no detail/);
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
