import { assert, assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { ApiFault } from "../fakes/fake_gemini_api.ts";
import { answerOf, apiBackend, ask, testKey, withApi } from "./api_backend.ts";

interface Case {
  fault: ApiFault;
  status: number;
  code: string;
  /** Requests in all, the fault repeating. */
  tries?: number;
  /** The same, where the answer is fetched in one piece and nothing was told before. */
  wholeTries?: number;
  wholeCode?: string;
  retryAfterSec?: number;
  timeoutSec?: number;
}

const cases: Case[] = [
  { fault: "bad-key", status: 401, code: "invalid_api_key" },
  { fault: "suspended-key", status: 403, code: "permission_denied" },
  { fault: "location", status: 403, code: "google_region_refused" },
  { fault: "rate-limit", status: 429, code: "google_rate_limited", retryAfterSec: 37 },
  { fault: "rate-limit-bare", status: 429, code: "google_rate_limited" },
  {
    fault: "rate-limit-short",
    status: 429,
    code: "google_rate_limited",
    tries: 4,
    retryAfterSec: 1,
  },
  { fault: "no-quota", status: 429, code: "google_usage_limit" },
  { fault: "no-credits", status: 429, code: "google_usage_limit" },
  { fault: "spending-cap", status: 429, code: "google_usage_limit" },
  { fault: "too-large", status: 413, code: "context_length_exceeded" },
  { fault: "too-long", status: 400, code: "context_length_exceeded" },
  { fault: "overloaded", status: 503, code: "google_unavailable", tries: 4 },
  { fault: "internal", status: 500, code: "google_error", tries: 4 },
  { fault: "deadline", status: 504, code: "google_deadline", tries: 2 },
  { fault: "corrupted-signature", status: 400, code: "invalid_value", tries: 2 },
  { fault: "malformed-call", status: 502, code: "malformed_function_call", tries: 2 },
  { fault: "malformed-after-thoughts", status: 502, code: "malformed_function_call", tries: 2 },
  { fault: "malformed-after-text", status: 502, code: "malformed_function_call", wholeTries: 2 },
  { fault: "empty", status: 502, code: "empty_answer", tries: 2 },
  { fault: "no-finish", status: 502, code: "upstream_interrupted", wholeTries: 2 },
  { fault: "no-finish-at-all", status: 502, code: "upstream_interrupted", tries: 2 },
  { fault: "error-first", status: 503, code: "google_unavailable", tries: 4 },
  { fault: "error-after-text", status: 503, code: "google_unavailable", wholeTries: 4 },
  { fault: "cut-after-text", status: 502, code: "upstream_interrupted", wholeTries: 2 },
  { fault: "stall-before-head", status: 504, code: "upstream_timeout", timeoutSec: 0.2 },
  {
    fault: "stall-after-text",
    status: 504,
    code: "upstream_stalled",
    wholeCode: "upstream_timeout",
    timeoutSec: 0.2,
  },
  { fault: "html", status: 502, code: "foreign_answer" },
  { fault: "redirect", status: 502, code: "foreign_answer" },
  { fault: "hang-up", status: 502, code: "upstream_connection_lost", tries: 2 },
];

for (const { fault, status, retryAfterSec, timeoutSec = 180, ...one } of cases) {
  for (const whole of [false, true]) {
    const tries = (whole ? one.wholeTries : undefined) ?? one.tries ?? 1;
    const code = (whole ? one.wholeCode : undefined) ?? one.code;
    const mode = whole ? "whole" : "streamed";
    Deno.test(`${fault} fails ${mode} with ${status} ${code} after ${tries} tries`, () =>
      withApi(async (api) => {
        api.fake.fail(fault, tries);
        const error = await assertRejects(() => answerOf(api, ask(), { whole }), GatewayError);
        assertEquals([error.status, error.code], [status, code]);
        assertEquals(error.retryAfterSec, retryAfterSec);
        assertEquals(api.fake.generations.length, tries);
        assert(!error.message.includes(testKey) && error.message.length > 20);
      }, { requestTimeoutSec: timeoutSec }));
  }
}

for (const status of [400, 401, 403, 404, 429, 500]) {
  Deno.test(`a scripted ${status} reaches the client as ${status}`, () =>
    withApi(async (api) => {
      const failing = () => answerOf(api, ask(`[[error:${status}]]`));
      assertEquals((await assertRejects(failing, GatewayError)).status, status);
    }));
}

for (
  const fault of ["malformed-call", "malformed-after-thoughts", "overloaded", "empty"] as const
) {
  Deno.test(`${fault} once is made good for by the next try`, () =>
    withApi(async (api) => {
      api.fake.fail(fault);
      const request = ask("[[say:fine]]", { reasoning: { show: true } });
      const { parts } = await answerOf(api, request);
      assertEquals(parts.at(-1), { type: "text", text: "fine" });
      assertEquals(api.fake.generations.length, 2);
    }));
}

Deno.test("pauses are of retryDelaySec, or as long as Google asks for", () =>
  withApi(async (api) => {
    api.fake.fail("internal", 3);
    await answerOf(api);
    assertEquals(api.pauses, [1500, 1500, 1500]);
    api.fake.fail("rate-limit-short");
    await answerOf(api);
    assertEquals(api.pauses.at(-1), 1500);
  }));

Deno.test("Google is waited for ten seconds in all; then the client is told how long", () =>
  withApi(async (api) => {
    api.fake.fail("overloaded-4s", 3);
    const error = await assertRejects(() => answerOf(api), GatewayError);
    assertEquals([error.status, error.retryAfterSec], [503, 4]);
    assertEquals(api.pauses, [4000, 4000]);
  }));

Deno.test("a refusal whose words have no end is read in part and given up", async () => {
  const left = Promise.withResolvers<void>();
  let pieces = 0;
  const body = new ReadableStream({
    pull(controller) {
      pieces++;
      controller.enqueue(new Uint8Array(10_000).fill(32));
    },
    cancel: () => left.resolve(),
  });
  const backend = apiBackend("http://api.test", {
    fetch: () => Promise.resolve(new Response(body, { status: 403 })),
  });
  const error = await assertRejects(() => answerOf({ backend }), GatewayError);
  assertEquals(error.code, "permission_denied");
  await left.promise;
  assert(pieces < 10, `${pieces} pieces`);
});

Deno.test("without a key there is no request", () =>
  withApi(async (api) => {
    const error = await assertRejects(() => answerOf(api, ask(), { key: "" }), GatewayError);
    assertEquals([error.status, error.code], [401, "google_key_missing"]);
    assertEquals(api.fake.requests.length, 0);
  }));

Deno.test("an address where nobody listens is told by its name", async () => {
  const backend = apiBackend("http://127.0.0.1:9");
  const error = await assertRejects(() => answerOf({ backend }), GatewayError, "127.0.0.1");
  assertEquals(error.code, "upstream_unreachable");
});

Deno.test("refused signatures are left out at the second try", () =>
  withApi(async (api) => {
    const request = ask("", {
      model: "gemini-3.5-flash",
      tools: [{ name: "look" }],
      messages: [
        { role: "user", parts: [{ type: "text", text: "[[tool:look {}]]" }] },
        {
          role: "assistant",
          parts: [
            { type: "reasoning", text: "Hm", signature: "Zm9yZWlnbg==" },
            { type: "tool-call", id: "x", name: "look", arguments: "{}" },
          ],
        },
        {
          role: "tool",
          parts: [{ type: "tool-result", callId: "x", parts: [{ type: "text", text: "42" }] }],
        },
      ],
    });
    const { parts } = await answerOf(api, request);
    assertEquals(parts[0]?.type === "text" && parts[0].text, "TOOL_RESULT: 42");
    assertEquals(api.fake.generations.map(({ refused }) => refused), [
      "Corrupted thought signature.",
      undefined,
    ]);
  }));
