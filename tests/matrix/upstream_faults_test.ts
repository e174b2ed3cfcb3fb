import { assert, assertEquals } from "@std/assert";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";

type Fault = Parameters<ReturnType<typeof startFakeGeminiWeb>["fail"]>[0];

/** What the client of a failed request sees, and how often Google was asked. */
interface Expected {
  /** The status of a whole answer; of a streamed one too, unless `streamed` says otherwise. */
  status: number;
  code: string;
  tries: number;
  /** 200: Google had accepted before it failed, so the stream was open. */
  streamed?: 200;
  retryAfter?: string;
}

const limited = { status: 429, code: "google_rate_limited", tries: 1 };
const blocked = { status: 429, code: "google_blocked_network", tries: 1, retryAfter: "7200" };
const interrupted = { status: 502, code: "upstream_interrupted", tries: 1, streamed: 200 } as const;
const stalled = { status: 504, code: "upstream_stalled", tries: 1, streamed: 200 } as const;
const refused = { status: 400, code: "request_refused", tries: 1 };
const failed = { status: 503, code: "generation_failed", tries: 2 };

// Retries: three are allowed; tokens and transient refusals get one, Google's faults all of them, the rest none.
const faults: Partial<Record<Fault, Expected>> = {
  "dead-label": { status: 502, code: "build_label_refused", tries: 2 },
  "xsrf": { status: 401, code: "page_token_refused", tries: 2 },
  "sorry": blocked,
  "sorry-429": blocked,
  "consent": { status: 403, code: "consent_required", tries: 1 },
  "login": { status: 401, code: "session_expired", tries: 1 },
  "rate-limit": limited,
  "rate-limit-7": { ...limited, retryAfter: "7" },
  "http-400": { ...refused, tries: 2 },
  "http-401": { status: 401, code: "session_expired", tries: 1 },
  "http-403": { status: 403, code: "access_refused", tries: 1 },
  "http-404": { status: 404, code: "endpoint_not_found", tries: 2 },
  "http-413": { status: 413, code: "context_length_exceeded", tries: 1 },
  "http-500": { status: 500, code: "google_error", tries: 4 },
  "http-502": { status: 502, code: "google_error", tries: 4 },
  "http-503": { status: 503, code: "google_unavailable", tries: 4 },
  "http-504": { status: 504, code: "google_deadline", tries: 2 },
  "empty": { status: 502, code: "empty_answer", tries: 2 },
  "prefix-only": { status: 502, code: "empty_answer", tries: 2 },
  "html": { status: 502, code: "foreign_answer", tries: 1 },
  "heartbeats-only": stalled,
  "meta-only": { status: 502, code: "empty_answer", tries: 2, streamed: 200 },
  "stall-before-head": { status: 504, code: "upstream_timeout", tries: 1 },
  "stall-before-text": stalled,
  "stall-after-text": stalled,
  "cut-before-text": { ...interrupted, tries: 2 },
  "cut-after-text": interrupted,
  "cut-mid-frame": interrupted,
  "end-early": interrupted,
  "bard-error-1003": { status: 400, code: "attachment_refused", tries: 1 },
  "bard-error-1013": failed,
  "bard-error-1037": { status: 429, code: "google_usage_limit", tries: 1 },
  "bard-error-1050": { status: 502, code: "conversation_refused", tries: 1 },
  "bard-error-1052": { status: 404, code: "model_unavailable", tries: 1 },
  "bard-error-1060": { status: 403, code: "google_region_refused", tries: 2 },
  "bard-error-1095": { ...limited, retryAfter: "120" },
  "bard-error-1096": { status: 502, code: "conversation_refused", tries: 1 },
  "bard-error-1097": { status: 502, code: "conversation_refused", tries: 1 },
  "bard-error-1099": { status: 429, code: "google_rate_limited", tries: 2 },
  "bard-error-1100": { status: 403, code: "attachment_refused", tries: 2 },
  "bard-error-1152": { status: 400, code: "context_length_exceeded", tries: 1 },
  "bard-error-1155": { status: 503, code: "session_refused", tries: 2 },
  "bard-error-1185": { status: 429, code: "google_image_limit", tries: 1, retryAfter: "120" },
  "bard-error-9999": { status: 502, code: "google_error", tries: 1 },
  "bare-status-2": failed,
  "bare-status-3": refused,
  "bare-status-4": { status: 504, code: "google_deadline", tries: 2 },
  "bare-status-7": { status: 403, code: "permission_denied", tries: 1 },
  "bare-status-13": failed,
  "bard-error-after-text-1013": { ...failed, tries: 1, streamed: 200 },
  "page-stall": { status: 504, code: "upstream_timeout", tries: 0 },
  "page-sorry": { ...blocked, tries: 0 },
  "page-consent": { status: 403, code: "consent_required", tries: 0 },
  "page-login": { status: 401, code: "session_expired", tries: 0 },
  "page-http-500": { status: 500, code: "google_error", tries: 0 },
};

const keys = { retry_attempts: 3, retry_delay_sec: 0, request_timeout_sec: 1 };

function chat(stream: boolean, content = "[[say:one two three]]") {
  return { model: "gemini-3.5-flash", stream, messages: [{ role: "user", content }] };
}

async function ask(fault: Fault, stream: boolean) {
  const fake = startFakeGeminiWeb();
  fake.fail(fault, 9);
  const gateway = assembledGateway({ gemini_web_url: fake.url, ...keys });
  const response = await gateway.post("/v1/chat/completions", chat(stream));
  const text = await response.text();
  await fake.close();
  return { response, text, tries: fake.stats.started };
}

for (const [fault, expected] of Object.entries(faults) as [Fault, Expected][]) {
  Deno.test(`${fault} is told as ${expected.code}, whole and streamed`, async () => {
    const [whole, streamed] = await Promise.all([ask(fault, false), ask(fault, true)]);
    const { error } = JSON.parse(whole.text);
    assertEquals([whole.response.status, error.code], [expected.status, expected.code]);
    assertEquals(whole.response.headers.get("retry-after") ?? undefined, expected.retryAfter);
    assert(/^[A-Z].*[.:]/.test(error.message), error.message);
    assertEquals(streamed.response.status, expected.streamed ?? expected.status);
    assert(streamed.text.includes(`"code":"${expected.code}"`), streamed.text);
    assert(!streamed.text.includes("[DONE]"));
    assertEquals([whole.tries, streamed.tries], [expected.tries, expected.tries]);
  });
}

for (const fault of ["late-1096", "malformed-frame"] as const) {
  Deno.test(`${fault} does not spoil a good answer`, async () => {
    const [whole, streamed] = await Promise.all([ask(fault, false), ask(fault, true)]);
    assertEquals(JSON.parse(whole.text).choices[0].message.content, "one two three");
    assert(streamed.text.includes("[DONE]"));
  });
}

Deno.test("cookies that expired are warned about once, and fail where models are strict", async () => {
  const fake = startFakeGeminiWeb();
  fake.session.alive = false;
  const text = "__Secure-1PSID=g.a000old; SAPISID=old";
  const cookies = {
    version: () => Promise.resolve("1"),
    read: () => Promise.resolve({ version: "1", text }),
  };
  const keys = { gemini_web_url: fake.url, log_requests: false };
  const lenient = assembledGateway(keys, { cookies });
  for (let n = 0; n < 2; n++) {
    const response = await lenient.post("/v1/chat/completions", chat(false));
    assertEquals(response.status, 200);
    await response.text();
  }
  assertEquals(lenient.lines.length, 1);
  assert(lenient.lines[0]!.includes("cookie") && !lenient.lines[0]!.includes("g.a000old"));
  const strict = assembledGateway({ ...keys, strict_models: true }, { cookies });
  const response = await strict.post("/v1/chat/completions", chat(false));
  assertEquals([response.status, (await response.json()).error.code], [401, "session_expired"]);
  await fake.close();
});

Deno.test("a name that does not resolve and a port that nobody has are told apart", async () => {
  const cases = [
    ["http://no-such-host.invalid", "upstream_name_unresolved"],
    ["http://127.0.0.1:1", "upstream_unreachable"],
  ] as const;
  for (const [url, code] of cases) {
    const gateway = assembledGateway({ gemini_web_url: url, ...keys, retry_attempts: 0 });
    const response = await gateway.post("/v1/chat/completions", chat(false));
    assertEquals([response.status, (await response.json()).error.code], [502, code]);
  }
});
