import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { answerOf, ask, webBackend } from "./web_backend.ts";

Deno.test("connections given up are closed once no request holds them, however those ended", async () => {
  const fake = startFakeGeminiWeb();
  let closed = 0;
  const openFetch = () => ({ fetch, close: () => closed++ });
  const web = webBackend(fake.url, { openFetch, requestTimeoutSec: 1, retryAttempts: 0 });
  const { signal } = new AbortController();
  const waitInVain = async () => {
    fake.fail("stall-before-head");
    await assertRejects(() => answerOf(web), GatewayError);
  };
  await waitInVain();
  await answerOf(web);
  for await (const _ of web.backend.generate(ask(), { signal })) break;
  fake.fail("bard-error-1061");
  await assertRejects(() => answerOf(web), GatewayError);
  assertEquals(closed, 0);
  await waitInVain();
  assertEquals(closed, 1);
  await fake.close();
});

Deno.test("an answer behind which Google leaves the connection open does not cost it", async () => {
  const fake = startFakeGeminiWeb();
  const openFetch = () => {
    throw new Error("The connection was given up.");
  };
  const web = webBackend(fake.url, { openFetch });
  fake.script({ tail: "open" });
  await answerOf(web);
  await answerOf(web);
  await fake.close();
});

Deno.test("a page or an answer that was waited for in vain costs the connection", async () => {
  const fake = startFakeGeminiWeb();
  let opened = 0;
  const openFetch = () => ({ fetch, connection: ++opened });
  const web = webBackend(fake.url, { openFetch, requestTimeoutSec: 1, retryAttempts: 0 });
  for (const fault of ["page-stall", "stall-before-head"] as const) {
    fake.fail(fault);
    const before = opened;
    await assertRejects(() => answerOf(web), GatewayError);
    await answerOf(web);
    assertEquals(opened, before + 1);
  }
  await fake.close();
});
