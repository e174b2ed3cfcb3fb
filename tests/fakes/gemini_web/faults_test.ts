import { assert, assertEquals, assertRejects } from "@std/assert";
import { type FakeGeminiWeb, startFakeGeminiWeb } from "../fake_gemini_web.ts";
import type { GenerateFault, PageFault } from "./faults.ts";
import { generate, readFrames } from "./test_client.ts";

async function withFake(run: (fake: FakeGeminiWeb) => Promise<void>): Promise<void> {
  const fake = startFakeGeminiWeb({ answers: { text: "one two three", pieces: 4 } });
  try {
    await run(fake);
  } finally {
    await fake.close();
  }
}

const refusals: [fault: GenerateFault, status: number, holds: string][] = [
  ["dead-label", 405, "Error 405"],
  ["xsrf", 400, '"xsrf"'],
  ["sorry", 302, "https://www.google.com/sorry/"],
  ["sorry-429", 429, "/sorry/"],
  ["consent", 302, "https://consent.google.com/"],
  ["login", 302, "https://accounts.google.com/ServiceLogin"],
  ["rate-limit", 429, "Error 429"],
  ["rate-limit-7", 429, "Error 429"],
  ["http-503", 503, "Error 503"],
  ["empty", 200, ""],
  ["prefix-only", 200, '["e",3,'],
  ["html", 200, "<!doctype html>"],
  ["bard-error-1060", 200, 'BardErrorInfo",[1060]'],
  ["bare-status-13", 200, "[13]"],
];

for (const [fault, status, holds] of refusals) {
  Deno.test(`the fault ${fault} is HTTP ${status}, for one request`, () =>
    withFake(async (fake) => {
      fake.fail(fault);
      const response = await generate(fake.url, { prompt: "x" });
      const body = await response.text();
      const seen = response.headers.get("location") ?? body;
      assertEquals(response.status, status);
      assert(seen.includes(holds), seen);
      assertEquals(response.headers.get("retry-after"), fault === "rate-limit-7" ? "7" : null);
      const next = await generate(fake.url, { prompt: "x" });
      assertEquals(readFrames(await next.text()).texts.at(-1), "one two three");
    }));
}

Deno.test("an error of Gemini's own has the bytes of the capture", () =>
  withFake(async (fake) => {
    fake.fail("bard-error-1060");
    const body = await (await generate(fake.url, { prompt: "x" })).text();
    const frames = readFrames(body);
    assert(frames.lengthsRight);
    assert(body.startsWith(
      `)]}'\n\n121\n[["wrb.fr",null,null,null,null,[9,null,[["type.googleapis.com/assistant.boq.bard.application.BardErrorInfo",[1060]]]]]]\n`,
    ));
    assertEquals(frames.rows.at(-1), ["e", 4, null, null, body.length]);
  }));

for (const fault of ["cut-before-text", "cut-after-text", "cut-mid-frame"] as const) {
  Deno.test(`the fault ${fault} breaks the body off`, () =>
    withFake(async (fake) => {
      fake.fail(fault);
      const response = await generate(fake.url, { prompt: "x" });
      await assertRejects(() => response.text());
    }));
}

Deno.test("hanging up gives no response at all", () =>
  withFake(async (fake) => {
    fake.fail("hang-up");
    await assertRejects(() => generate(fake.url, { prompt: "x" }));
  }));

Deno.test("an early end is whole as HTTP, but not as an answer", () =>
  withFake(async (fake) => {
    fake.fail("end-early");
    const { texts, states, rows } = readFrames(
      await (await generate(fake.url, { prompt: "x" })).text(),
    );
    assertEquals(texts, ["one ", "one two"]);
    assertEquals(states, [1, 1]);
    assert(rows.every(([name]) => name !== "e"));
  }));

Deno.test("a malformed frame stands between good ones", () =>
  withFake(async (fake) => {
    fake.fail("malformed-frame");
    const body = await (await generate(fake.url, { prompt: "x" })).text();
    const bad = body.split("\n").filter((line) => line.startsWith("[") && !isJson(line));
    assertEquals(bad.length, 2);
    assert(body.includes('["e",'));
  }));

Deno.test("an error after some text ends the answer", () =>
  withFake(async (fake) => {
    fake.fail("bard-error-after-text-1013");
    const { texts, rows } = readFrames(await (await generate(fake.url, { prompt: "x" })).text());
    assertEquals(texts.at(-1), "one two");
    assert(JSON.stringify(rows.at(-1)).includes("[1013]"));
  }));

Deno.test("the late error comes behind a complete answer", () =>
  withFake(async (fake) => {
    fake.fail("late-1096");
    const { states, rows } = readFrames(await (await generate(fake.url, { prompt: "x" })).text());
    assertEquals(states.at(-1), 2);
    assert(JSON.stringify(rows.at(-4)).includes("[1096]"));
  }));

for (const fault of ["stall-before-text", "stall-after-text", "heartbeats-only"] as const) {
  Deno.test(`the fault ${fault} lasts until the client leaves`, () =>
    withFake(async (fake) => {
      fake.fail(fault);
      const leaving = new AbortController();
      const response = await generate(fake.url, { prompt: "x", signal: leaving.signal });
      const reader = response.body!.getReader();
      await reader.read();
      assertEquals(fake.stats.active, 1);
      const ended = fake.idle();
      leaving.abort();
      await ended;
      assertEquals(fake.stats.aborted, 1);
      await reader.read().catch(() => {});
    }));
}

Deno.test("an open tail ends in a heartbeat and stays open", () =>
  withFake(async (fake) => {
    fake.script({ tail: "open" });
    const leaving = new AbortController();
    const response = await generate(fake.url, { prompt: "x", signal: leaving.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let body = "";
    while (!body.endsWith('{\\"37\\":[0]}]"]]\n')) body += (await reader.read()).value ?? "";
    assertEquals(readFrames(body).states.at(-1), 2);
    assertEquals(fake.stats.active, 1);
    leaving.abort();
    await fake.idle();
    await reader.read().catch(() => {});
  }));

const pages: [fault: PageFault, status: number, holds: string][] = [
  ["page-anonymous", 200, '"S06Grb":""'],
  ["page-tokenless", 200, '"oPEP7c":"user0@example.com"'],
  ["page-without-data", 200, "<!doctype html>"],
  ["page-sorry", 302, "https://www.google.com/sorry/"],
  ["page-consent", 302, "https://consent.google.com/"],
  ["page-consent-form", 200, "bard-initial-data"],
  ["page-login", 302, "https://accounts.google.com/"],
  ["page-http-500", 500, "Error 500"],
];

for (const [fault, status, holds] of pages) {
  Deno.test(`the fault ${fault} shows on the page, once`, () =>
    withFake(async (fake) => {
      fake.fail(fault);
      const init = {
        headers: { cookie: "NID=1; COMPASS=2; __Secure-1PSID=g.a000x" },
        redirect: "manual" as const,
      };
      const page = await fetch(`${fake.url}/app`, init);
      const html = await page.text();
      const seen = page.headers.get("location") ?? html;
      assertEquals(page.status, status);
      assert(seen.includes(holds), seen);
      assert(!seen.includes("SNlM0e"));
      assert((await (await fetch(`${fake.url}/app`, init)).text()).includes("SNlM0e"));
    }));
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
