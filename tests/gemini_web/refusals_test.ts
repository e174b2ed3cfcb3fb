import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { body, bytesOf, dataLine, endRow, rowsLine, snapshotData } from "./answer/streams.ts";
import { answerOf, webBackend } from "./web_backend.ts";

/** A backend whose Google says nothing on its page, and this to each question. */
function answering(answer: () => Response) {
  const upstream = { asked: 0, pages: 0 };
  const web = webBackend("http://google.test", {
    fetch: (_, init) => {
      if (init?.method !== "POST") {
        upstream.pages++;
        return Promise.resolve(new Response(""));
      }
      upstream.asked++;
      return Promise.resolve(answer());
    },
  });
  return { web, upstream };
}

Deno.test("an HTTP status in the answer's last row counts like that of a response", async () => {
  const row = JSON.stringify([["er", null, null, null, null, 429, null, null, null, 3]]);
  const { web } = answering(() => new Response(`)]}'\n\n${row.length + 2}\n${row}\n`));
  const error = await assertRejects(() => answerOf(web), GatewayError);
  assertEquals([error.status, error.code], [429, "google_rate_limited"]);
});

Deno.test("a failure behind words is told at once, though the connection stays open", async () => {
  const fake = startFakeGeminiWeb();
  const failure = JSON.stringify([["wrb.fr", null, null, null, null, [13]]]);
  const lines = [dataLine(snapshotData({ text: "one two" })), failure, rowsLine([endRow])];
  fake.replay(bytesOf(body(lines)), { end: "open" });
  const web = webBackend(fake.url, { requestTimeoutSec: 0.5 });
  const error = await assertRejects(() => answerOf(web), GatewayError);
  assertEquals(error.code, "generation_failed");
  await fake.close();
});

Deno.test("a Retry-After of half a minute is told to the client, who can wait better", async () => {
  const headers = { "Retry-After": "30" };
  const { web, upstream } = answering(() => new Response("", { status: 503, headers }));
  const error = await assertRejects(() => answerOf(web), GatewayError);
  assertEquals([error.status, error.retryAfterSec, upstream.asked], [503, 30, 1]);
});

Deno.test("a label that is refused again and again costs one new page a request", async () => {
  const { web, upstream } = answering(() => new Response("", { status: 405 }));
  for (let n = 1; n <= 3; n++) {
    await assertRejects(() => answerOf(web), GatewayError, "build label");
    assertEquals([upstream.asked, upstream.pages], [2 * n, n + 1]);
  }
});

Deno.test("a page that redirects without end is given up after five times", async () => {
  const places: string[] = [];
  const web = webBackend("http://google.test", {
    fetch: (input) => {
      places.push(new URL(String(input)).pathname);
      return Promise.resolve(new Response("", { status: 302, headers: { location: "/again" } }));
    },
  });
  const error = await assertRejects(() => answerOf(web), GatewayError);
  assertEquals(error.code, "unexpected_redirect");
  assertEquals(places, ["/app", ...new Array(5).fill("/again")]);
});
