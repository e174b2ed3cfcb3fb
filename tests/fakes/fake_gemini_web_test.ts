import { assert, assertEquals, assertRejects } from "@std/assert";
import type { JsonValue } from "../../lib/core/json.ts";
import {
  type FakeGeminiWeb,
  type FakeGeminiWebOptions,
  startFakeGeminiWeb,
} from "./fake_gemini_web.ts";
import { generate, readFrames } from "./gemini_web/test_client.ts";

const signedInCookie = "NID=1; COMPASS=2; __Secure-1PSID=g.a000x";

async function withFake(
  run: (fake: FakeGeminiWeb) => Promise<void>,
  options?: FakeGeminiWebOptions,
): Promise<void> {
  const fake = startFakeGeminiWeb(options);
  try {
    await run(fake);
  } finally {
    await fake.close();
  }
}

Deno.test("a plain prompt is answered by growing snapshots and a final one", () =>
  withFake(async (fake) => {
    const response = await generate(fake.url, { prompt: "hello [[say:Hello there, Alice]]" });
    const { texts, states } = readFrames(await response.text());
    assertEquals(texts, ["Hello ", "Hello there,", "Hello there, Alice", "Hello there, Alice"]);
    assertEquals(states, [1, 1, 1, 2]);
    assertEquals(fake.stats, { active: 0, aborted: 0, started: 1 });
    assertEquals(fake.generations[0]?.prompt, "hello [[say:Hello there, Alice]]");
  }));

Deno.test("lengths count UTF-16 units, and the last row counts bytes and rows", () =>
  withFake(async (fake) => {
    const text = "Ünï 😀 <b>&=' 中文\n```\ncode\n```";
    fake.script({ text, pieces: 9, thoughts: "**Hm**", heartbeats: 2, search: true });
    const response = await generate(fake.url, { prompt: "x" });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const body = new TextDecoder().decode(bytes);
    const frames = readFrames(body);
    assert(frames.lengthsRight);
    assertEquals(frames.texts.at(-1), text);
    assertEquals(frames.rows.at(-1), ["e", frames.rows.length, null, null, bytes.length]);
    assert(body.startsWith(")]}'\n\n"));
    assert(!/[<>&=]/.test(body));
  }));

Deno.test("every total counts its own digits, whatever the answer's size", () =>
  withFake(async (fake) => {
    for (let size = 1; size < 60; size++) {
      fake.script({ text: "x".repeat(size), pieces: 1 });
      const body = await (await generate(fake.url, { prompt: "x" })).text();
      assertEquals((readFrames(body).rows.at(-1) as JsonValue[])[4], body.length);
    }
  }));

Deno.test("thoughts come before the text, and stay in its snapshots", () =>
  withFake(async (fake) => {
    fake.script({ text: "ok", thoughts: "abc", pieces: 1 });
    const frames = readFrames(await (await generate(fake.url, { prompt: "x" })).text());
    assertEquals(frames.texts, ["", "ok", "ok"]);
    assertEquals(frames.thoughts, ["abc", "abc", "abc"]);
  }));

Deno.test("citations stand in the final snapshot with their place in the text", () =>
  withFake(async (fake) => {
    const source = { url: "https://example.com/a", title: "A", claim: "is so" };
    fake.script({ text: "It is so.", citations: [source] });
    const frames = readFrames(await (await generate(fake.url, { prompt: "x" })).text());
    const final = frames.rows.find((inner) => inner[14] === true) as unknown as Grounded;
    assertEquals(final[4][0][2][1][0].slice(0, 2), [
      ["is so", null, null, [[3, 8], [3, 8]]],
      [1],
    ]);
  }));

Deno.test("flicker makes unfinished snapshots differ from the answer's start", () =>
  withFake(async (fake) => {
    const texts = async (flicker: "closing-fence" | "escaped-marker" | "stale" | "rewritten") => {
      fake.script({ text: "a **b**\n```\ncode", pieces: 2, flicker: [flicker] });
      return readFrames(await (await generate(fake.url, { prompt: "x" })).text()).texts;
    };
    const whole = "a **b**\n```\ncode";
    assertEquals(await texts("closing-fence"), ["a **b**\n", `${whole}\n\`\`\``, whole]);
    assertEquals((await texts("escaped-marker"))[0], "a **b*\\*\n");
    assertEquals(await texts("stale"), ["a **b**\n", "a **b**\n", whole, "a **b**\n", whole]);
    assertEquals((await texts("rewritten"))[1], whole.toUpperCase());
  }));

Deno.test("an anonymous answer is Flash-Lite's, an account's is the asked model's", () =>
  withFake(async (fake) => {
    const served = async (cookie?: string) => {
      const token = cookie && fake.session.token(0);
      const call = { prompt: "x", cookie, token, modelId: "e6fa609c3fa255c0" };
      const frames = readFrames(await (await generate(fake.url, call)).text());
      return frames.rows.find((inner) => inner[14] === true)?.[42];
    };
    assertEquals(await served(), "3.5 Flash-Lite");
    assertEquals(await served(signedInCookie), "3.1 Pro");
    fake.session.alive = false;
    assertEquals((await generate(fake.url, { prompt: "x", cookie: signedInCookie })).status, 200);
  }));

Deno.test("a signed-in request without a valid token is refused with a fresh one", () =>
  withFake(async (fake) => {
    const response = await generate(fake.url, { prompt: "x", cookie: signedInCookie });
    const body = await response.text();
    assertEquals(response.status, 400);
    assert(body.includes(`["xsrf","${fake.session.token(0)}"`));
    const old = fake.session.token(0);
    fake.session.renewTokens();
    const late = await generate(fake.url, { prompt: "x", cookie: signedInCookie, token: old });
    await late.body?.cancel();
    assertEquals(late.status, 400);
  }));

Deno.test("a retired label is refused with 405", () =>
  withFake(async (fake) => {
    const label = fake.session.label;
    await (await generate(fake.url, { prompt: "x", label })).body?.cancel();
    fake.session.renewLabel();
    const response = await generate(fake.url, { prompt: "x", label });
    await response.body?.cancel();
    assertEquals(response.status, 405);
  }));

Deno.test("what Google would not take is refused with 400, and the reason is recorded", () =>
  withFake(async (fake) => {
    const wrong: Record<string, (inner: JsonValue[], headers: Headers) => void> = {
      "wrong content type": (_, headers) => headers.set("content-type", "application/json"),
      "no X-Same-Domain: 1": (_, headers) => headers.delete("x-same-domain"),
      "wrong Origin": (_, headers) => headers.set("origin", "http://localhost"),
      "the page's cookies are missing": (_, headers) => headers.delete("cookie"),
      "inner[0][0] is no prompt": (inner) => inner[0] = ["", 0].slice(1),
      "the attestation slots are not null": (inner) => inner[3] = "!token",
      "inner[2] is not the pattern of a chat": (inner) => inner[2] = new Array(10).fill(""),
      "inner[2] names a foreign chat": (inner) => inner[2] = ["c_1", "r_1", "rc_1"],
      "inner[59] is no UUID": (inner) => inner[59] = "abc",
      "header 525005358 does not repeat inner[59]": (_, headers) =>
        headers.delete("x-goog-ext-525005358-jspb"),
      "the model header is malformed": (_, headers) =>
        headers.set("x-goog-ext-525001261-jspb", "[1]"),
    };
    for (const [reason, change] of Object.entries(wrong)) {
      const response = await generate(fake.url, { prompt: "x", change });
      assert((await response.text()).includes('"er"'));
      assertEquals([response.status, fake.requests.at(-1)?.refused], [400, reason]);
    }
  }));

Deno.test("the page tells tokens and label, and sets cookies once", () =>
  withFake(async (fake) => {
    const anonymous = await fetch(`${fake.url}/app`);
    const html = await anonymous.text();
    assert(html.includes(`"cfb2h":"${fake.session.label}"`));
    assert(html.includes('"S06Grb":""') && !html.includes("SNlM0e"));
    assertEquals(anonymous.headers.getSetCookie().length, 2);
    assert((anonymous.headers.get("content-security-policy") ?? "").length > 21_000);
    const page = await fetch(`${fake.url}/u/1/app`, { headers: { cookie: signedInCookie } });
    assert((await page.text()).includes(`"SNlM0e":"${fake.session.token(1)}"`));
    assertEquals(page.headers.getSetCookie().length, 1);
  }, { page: { longHeader: true } }));

Deno.test("an account that the cookies do not hold leads to the sign-in", () =>
  withFake(async (fake) => {
    const headers = { cookie: signedInCookie };
    const page = await fetch(`${fake.url}/u/7/app`, { headers, redirect: "manual" });
    await page.body?.cancel();
    assertEquals(page.status, 302);
    assert(page.headers.get("location")?.startsWith("https://accounts.google.com/"));
  }));

Deno.test("an answer stands still at a hold until it is released", () =>
  withFake(async (fake) => {
    fake.script({ text: "abc", pieces: 3 });
    const hold = fake.hold("after-piece-1");
    const response = await generate(fake.url, { prompt: "x" });
    await hold.reached;
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let body = "";
    while (!body.includes('[\\"a\\"]')) body += (await reader.read()).value ?? "";
    assert(!body.includes('[\\"ab\\"]'));
    assertEquals(fake.stats.active, 1);
    hold.release();
    for (let read; !(read = await reader.read()).done;) body += read.value;
    assertEquals(readFrames(body).texts, ["a", "ab", "abc", "abc"]);
  }));

Deno.test("a client that leaves is counted at once", () =>
  withFake(async (fake) => {
    const hold = fake.hold("after-meta");
    const leaving = new AbortController();
    const response = await generate(fake.url, { prompt: "x", signal: leaving.signal });
    await hold.reached;
    const ended = fake.idle();
    leaving.abort();
    await ended;
    assertEquals(fake.stats, { active: 0, aborted: 1, started: 1 });
    await assertRejects(() => response.text());
  }));

Deno.test("bytes are replayed as they are, in chunks of the given sizes", () =>
  withFake(async (fake) => {
    const bytes = new TextEncoder().encode(")]}'\n\n26\n😀");
    fake.replay(bytes, { chunkSizes: [1, 2, 3] });
    const response = await generate(fake.url, { prompt: "x" });
    assertEquals(new Uint8Array(await response.arrayBuffer()), bytes);
    fake.replay(bytes, { end: "drop" });
    const cut = await generate(fake.url, { prompt: "x" });
    await assertRejects(() => cut.arrayBuffer());
  }));

Deno.test("of a prompt that is too long only the start is read", () =>
  withFake(async (fake) => {
    const prompt = `${"é".repeat(10)} [[say:lost]]`;
    const frames = readFrames(await (await generate(fake.url, { prompt })).text());
    assertEquals(frames.texts.at(-1), "stub: ok");
  }, { promptBytes: 21 }));

Deno.test("a prompt that breaks the notation is an error of its own", () =>
  withFake(async (fake) => {
    const response = await generate(fake.url, { prompt: "[Tools]\nnone\n\n[User]\nx" });
    await response.body?.cancel();
    assertEquals(response.status, 500);
    assertEquals(fake.requests[0]?.refused, "the prompt's [Tools] hold no JSON array");
  }));

Deno.test("a file must have been uploaded by an account", () =>
  withFake(async (fake) => {
    const known = { "push-id": "feeds/mcudyrk2a4khkz", "x-tenant-id": "bard-storage" };
    const start = await fetch(`${fake.url}/upload/`, {
      method: "POST",
      headers: { ...known, "x-goog-upload-command": "start" },
      body: "File name: a.png",
    });
    const place = start.headers.get("x-goog-upload-url") ?? "";
    await start.body?.cancel();
    const headers = { "x-goog-upload-command": "upload, finalize", "content-type": "image/png" };
    const sent = await fetch(place, { method: "POST", headers, body: new Uint8Array([1, 2]) });
    const reference = await sent.text();
    const change = (inner: JsonValue[]) =>
      inner[0] = ["x", 0, null, [[[reference, 1, null, "image/png"], "a.png"]], null, null, 0];
    const anonymous = await (await generate(fake.url, { prompt: "x", change })).text();
    assert(anonymous.includes("[1100]"));
    const token = fake.session.token(0);
    const call = { prompt: "x", change, cookie: signedInCookie, token };
    assertEquals(readFrames(await (await generate(fake.url, call)).text()).states.at(-1), 2);
    assertEquals(fake.uploads, [
      { reference, name: "a.png", type: "image/png", bytes: new Uint8Array([1, 2]) },
    ]);
  }));

Deno.test("rotated cookies make the page's token void", () =>
  withFake(async (fake) => {
    const before = fake.session.token(0);
    const rotate = (cookie: string) =>
      fetch(`${fake.url}/RotateCookies`, { method: "POST", headers: { cookie } });
    const response = await rotate(signedInCookie);
    await response.body?.cancel();
    assert(response.headers.getSetCookie()[0]?.startsWith("__Secure-1PSIDTS="));
    assert(fake.session.token(0) !== before);
    const anonymous = await rotate("NID=1");
    await anonymous.body?.cancel();
    assertEquals(anonymous.status, 401);
  }));

/** Where grounding stands in a final snapshot. */
type Grounded = [null, null, null, null, [[null, null, [null, [JsonValue[]]]]]];
