import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { JsonValue } from "../../lib/core/json.ts";
import { webModel } from "../../lib/backends/gemini_web/models.ts";
import { type StreamAsk, streamRequest } from "../../lib/backends/gemini_web/stream_request.ts";

const plain: StreamAsk = {
  prompt: "Sample user prompt",
  model: webModel("gemini-3.5-flash")!,
  thinking: 1,
  temporary: false,
  language: "en",
  requestNumber: 123456,
};

Deno.test("the inner array has the slots of the web app and nothing else", () => {
  const inner = innerOf(streamRequest(plain).body);
  assertEquals(inner.length, 97);
  const uuid = inner[59];
  assertMatch(
    String(uuid),
    /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/,
  );
  const filled = Object.fromEntries(Object.entries(inner).filter(([, value]) => value !== null));
  assertEquals(filled, {
    0: ["Sample user prompt", 0, null, null, null, null, 0],
    1: ["en"],
    2: ["", "", "", null, null, null, null, null, null, ""],
    6: [0],
    7: 1,
    10: 1,
    11: 0,
    17: [[0]],
    18: 0,
    27: 1,
    30: [4],
    41: [1],
    53: 0,
    59: uuid!,
    61: [],
    68: 1,
    79: 1,
    80: 1,
    91: 0,
    96: 1,
  });
});

const captures = new URL("../../../shared/protocol/captures/", import.meta.url);
const capture = new URL("streamgenerate-request-basic-2026-05.txt", captures);

Deno.test({
  name: "the inner array agrees with the captured one, but for attestation and ids",
  ignore: !exists(capture),
  fn: () => {
    const captured: JsonValue[] = JSON.parse(Deno.readTextFileSync(capture));
    const inner = innerOf(streamRequest(plain).body);
    const own = new Set([3, 4, 59]);
    captured.forEach((value, slot) => {
      if (!own.has(slot)) assertEquals(inner[slot], value, `slot ${slot}`);
    });
    assertEquals([inner[3], inner[4]], [null, null]);
  },
});

Deno.test("depth and model stand in slots 79 and 80 and in the 17 elements of the header", () => {
  const model = webModel("gemini-3.1-pro")!;
  const { body, headers } = streamRequest({ ...plain, model, thinking: 2 });
  const inner = innerOf(body);
  const header: JsonValue[] = JSON.parse(headers["x-goog-ext-525001261-jspb"]!);
  const uuid = header[16];
  assertMatch(String(uuid), /^[0-9A-F-]{36}$/);
  assertNotEquals(uuid, inner[59]);
  assertEquals(header, [
    1,
    null,
    null,
    null,
    "9d8ca3786ebdfbea",
    null,
    null,
    0,
    [4, 5, 6, 8],
    null,
    null,
    1,
    null,
    null,
    3,
    2,
    uuid!,
  ]);
  assertEquals([inner[17], inner[79], inner[80]], [[[0]], 3, 2]);
});

Deno.test("the automatic model is asked for by its number alone", () => {
  const { body, headers } = streamRequest({ ...plain, model: webModel("gemini-auto")! });
  assertEquals("x-goog-ext-525001261-jspb" in headers, false);
  assertEquals(innerOf(body)[79], 4);
});

Deno.test("a temporary chat sets slot 45", () => {
  assertEquals(innerOf(streamRequest({ ...plain, temporary: true }).body)[45], 1);
});

Deno.test("an anonymous request has neither token nor session id", () => {
  const { target, headers, body } = streamRequest({
    ...plain,
    buildLabel: "boq_gemini-web-uiserver_20261007.12_p0",
  });
  assertEquals(
    target,
    "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate" +
      "?bl=boq_gemini-web-uiserver_20261007.12_p0&hl=en&_reqid=123456&rt=c",
  );
  assertEquals([...new URLSearchParams(body).keys()], ["f.req"]);
  const id = innerOf(body)[59];
  const { "User-Agent": agent, "x-goog-ext-525001261-jspb": _, ...rest } = headers;
  assertMatch(agent!, /^Mozilla\/5\.0 /);
  assertEquals(rest, {
    "Accept": "*/*",
    "Accept-Language": "en-US,en;q=0.9",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    "Origin": "https://gemini.google.com",
    "Referer": "https://gemini.google.com/",
    "X-Same-Domain": "1",
    "x-goog-ext-525005358-jspb": JSON.stringify([id, 1]),
    "x-goog-ext-73010989-jspb": "[0]",
    "x-goog-ext-73010990-jspb": "[0,0,0]",
  });
});

Deno.test("a signed-in request of the third account says so in path, headers, query and form", () => {
  const { target, headers, body } = streamRequest({
    ...plain,
    authUser: 2,
    sessionId: "-123",
    xsrfToken: "AKtoken:1790000000000",
  });
  assertMatch(target, /^\/u\/2\/_\/BardChatUi\/.*\?f\.sid=-123&hl=en&/);
  assertEquals(headers["X-Goog-AuthUser"], "2");
  assertEquals(headers["Referer"], "https://gemini.google.com/u/2/");
  assertEquals(new URLSearchParams(body).get("at"), "AKtoken:1790000000000");
});

Deno.test("a prompt of any signs comes through the double encoding", () => {
  const prompt = '"\\\n&=%+ \u2028 \u0000 漢字 🎉 \ud800';
  const inner = innerOf(streamRequest({ ...plain, prompt }).body);
  assertEquals((inner[0] as JsonValue[])[0], prompt);
});

function innerOf(body: string): JsonValue[] {
  const outer = JSON.parse(new URLSearchParams(body).get("f.req")!);
  assertEquals([outer.length, outer[0]], [2, null]);
  return JSON.parse(outer[1]);
}

function exists(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
}
