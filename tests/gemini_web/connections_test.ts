import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { answerOf, ask, webBackend } from "./web_backend.ts";

Deno.test("requests leave their connection to later ones, however they ended", async () => {
  const fake = startFakeGeminiWeb();
  const openFetch = () => {
    throw new Error("All connections are taken.");
  };
  const web = webBackend(fake.url, { openFetch });
  const { signal } = new AbortController();
  for (let round = 0; round < 35; round++) {
    await answerOf(web);
    for await (const _ of web.backend.generate(ask(), { signal })) break;
    fake.fail("bard-error-1061");
    await assertRejects(() => answerOf(web), GatewayError);
  }
  await fake.close();
});

Deno.test("a page or an answer that was waited for in vain costs the connection", async () => {
  const fake = startFakeGeminiWeb();
  let opened = 0;
  const openFetch = () => ({ fetch, connection: ++opened });
  const web = webBackend(fake.url, { openFetch, requestTimeoutSec: 0.3, retryAttempts: 0 });
  for (const fault of ["page-stall", "stall-before-head"] as const) {
    fake.fail(fault);
    const before = opened;
    await assertRejects(() => answerOf(web), GatewayError);
    await answerOf(web);
    assertEquals(opened, before + 1);
  }
  await fake.close();
});
