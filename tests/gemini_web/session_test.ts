import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertRejects,
} from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { answerOf, ask, CookieText, signedIn, webBackend } from "./web_backend.ts";

const minute = 60_000;
const hour = 60 * minute;

Deno.test("requests that need the page at the same time load it once", async () => {
  for (const cookies of [undefined, new CookieText(signedIn)]) {
    const fake = startFakeGeminiWeb();
    const web = webBackend(fake.url, { cookies });
    await Promise.all([answerOf(web), answerOf(web), answerOf(web)]);
    await answerOf(web);
    assertEquals([fake.pageLoads.length, fake.generations.length], [1, 4]);
    await fake.close();
  }
});

Deno.test("an anonymous request carries the page's cookies and label, and no token", async () => {
  const fake = startFakeGeminiWeb();
  await answerOf(webBackend(fake.url));
  const [request] = fake.generations;
  assertEquals([...request!.cookies.keys()].sort(), ["COMPASS", "NID"]);
  assertEquals([request!.query.bl, request!.token], [fake.session.label, undefined]);
  assertEquals([request!.query["f.sid"], request!.refused], [undefined, undefined]);
  await fake.close();
});

Deno.test("a signed-in request carries the cookies, the token and the SAPISID hash", async () => {
  const fake = startFakeGeminiWeb();
  const cookies = new CookieText(signedIn);
  const { model } = await answerOf(webBackend(fake.url, { cookies, authUser: 1 }));
  assertEquals(model, "gemini-3.8-flash");
  const [request] = fake.generations;
  assertEquals(request!.cookies.get("__Secure-1PSID"), "g.a000fake");
  assertEquals([request!.token, request!.refused], [fake.session.token(1), undefined]);
  assertEquals([request!.path.slice(0, 5), request!.headers.get("x-goog-authuser")], [
    "/u/1/",
    "1",
  ]);
  assertEquals(request!.query["f.sid"], fake.session.sessionId);
  assertMatch(request!.headers.get("authorization") ?? "", /^SAPISIDHASH \d+_[0-9a-f]{40}$/);
  await fake.close();
});

Deno.test("a page older than 30 minutes still serves while a newer one is fetched", async () => {
  const fake = startFakeGeminiWeb();
  let now = Date.now();
  const web = webBackend(fake.url, { now: () => now });
  await answerOf(web);
  now += 31 * minute;
  await answerOf(web);
  assertEquals(fake.generations.map(({ refused }) => refused), [undefined, undefined]);
  await answerOf(web);
  assertEquals(fake.pageLoads.length, 2);
  await fake.close();
});

Deno.test("a page older than six hours is not used any more", async () => {
  const fake = startFakeGeminiWeb();
  let now = Date.now();
  const web = webBackend(fake.url, { now: () => now });
  await answerOf(web);
  fake.session.renewLabel();
  now += 6 * hour;
  await answerOf(web);
  assertEquals(fake.generations.map(({ refused }) => refused), [undefined, undefined]);
  assertEquals(fake.pageLoads.length, 2);
  await fake.close();
});

Deno.test("a retired label is renewed, also where the settings name one", async () => {
  const fake = startFakeGeminiWeb();
  const web = webBackend(fake.url, { geminiBl: "boq_old_20260101.00_p0" });
  await answerOf(web);
  const labels = fake.generations.map(({ query }) => query.bl);
  assertEquals(labels, ["boq_old_20260101.00_p0", fake.session.label]);
  await fake.close();
});

Deno.test("requests whose label was retired at the same time load one new page", async () => {
  const fake = startFakeGeminiWeb();
  const web = webBackend(fake.url);
  await answerOf(web);
  fake.session.renewLabel();
  await Promise.all([answerOf(web), answerOf(web), answerOf(web)]);
  assertEquals(fake.pageLoads.length, 2);
  await fake.close();
});

Deno.test("without retries the request after a refused label has the new one", async () => {
  const fake = startFakeGeminiWeb();
  const web = webBackend(fake.url, { retryAttempts: 0 });
  await answerOf(web);
  fake.session.renewLabel();
  await assertRejects(() => answerOf(web), GatewayError, "build label");
  await answerOf(web);
  assertEquals([fake.pageLoads.length, fake.generations.length], [2, 3]);
  await fake.close();
});

Deno.test("without retries a token that came with the refusal serves the next request", async () => {
  const fake = startFakeGeminiWeb({ page: { tokenless: true } });
  const cookies = new CookieText(signedIn);
  const web = webBackend(fake.url, { cookies, retryAttempts: 0 });
  await assertRejects(() => answerOf(web), GatewayError, "token");
  await answerOf(web);
  assertEquals(fake.generations.map(({ token }) => token), [undefined, fake.session.token(0)]);
  await fake.close();
});

Deno.test("a token that Google refused is replaced by the page's", async () => {
  const fake = startFakeGeminiWeb();
  const web = webBackend(fake.url, { cookies: new CookieText(signedIn), xsrfToken: "AOld:1" });
  await answerOf(web);
  assertEquals(fake.generations.map(({ token }) => token), ["AOld:1", fake.session.token(0)]);
  await fake.close();
});

Deno.test("a token that came with the refusal serves where the page has none", async () => {
  const fake = startFakeGeminiWeb({ page: { tokenless: true } });
  const web = webBackend(fake.url, { cookies: new CookieText(signedIn) });
  await answerOf(web);
  assertEquals(fake.generations.map(({ token }) => token), [undefined, fake.session.token(0)]);
  await fake.close();
});

Deno.test("the last token stays in force when a newer page has none", async () => {
  const fake = startFakeGeminiWeb();
  let now = Date.now();
  const web = webBackend(fake.url, { cookies: new CookieText(signedIn), now: () => now });
  await answerOf(web);
  fake.fail("page-tokenless");
  now += 7 * hour;
  await answerOf(web);
  assertEquals(fake.generations.map(({ refused }) => refused), [undefined, undefined]);
  assertEquals(fake.pageLoads.length, 2);
  await fake.close();
});

Deno.test("a token that Google refused is not kept where a newer page has none", async () => {
  const fake = startFakeGeminiWeb();
  const web = webBackend(fake.url, { cookies: new CookieText(signedIn) });
  await answerOf(web);
  const old = fake.session.token(0);
  fake.session.renewTokens();
  fake.fail("page-tokenless");
  await answerOf(web);
  const current = fake.session.token(0);
  assertEquals(fake.generations.map(({ token }) => token), [old, old, current]);
  await fake.close();
});

Deno.test("a changed cookie file is used within seconds", async () => {
  const fake = startFakeGeminiWeb();
  let now = Date.now();
  const cookies = new CookieText(signedIn);
  const web = webBackend(fake.url, { cookies, now: () => now });
  await answerOf(web);
  cookies.text = "__Secure-1PSID=g.a000other";
  now += 2000;
  await answerOf(web);
  const used = fake.generations.map((request) => request.cookies.get("__Secure-1PSID"));
  assertEquals(used, ["g.a000fake", "g.a000other"]);
  assertEquals(fake.generations[1]?.cookies.has("SAPISID"), false);
  await fake.close();
});

Deno.test("a cookie file that broke while running leaves the old cookies in use and is told once", async () => {
  const fake = startFakeGeminiWeb();
  let now = Date.now();
  const cookies = new CookieText(signedIn);
  const web = webBackend(fake.url, { cookies, now: () => now });
  await answerOf(web);
  cookies.text = "half a secret";
  for (let n = 0; n < 3; n++) {
    now += 2000;
    await answerOf(web);
  }
  assertEquals(fake.generations.at(-1)?.cookies.get("__Secure-1PSID"), "g.a000fake");
  assertEquals(web.warnings.length, 1);
  assertNotMatch(web.warnings[0]!, /secret/);
  await fake.close();
});

Deno.test("a cookie file that breaks again after it was well is told again", async () => {
  const fake = startFakeGeminiWeb();
  let now = Date.now();
  const cookies = new CookieText(signedIn);
  const web = webBackend(fake.url, { cookies, now: () => now });
  for (const text of [signedIn, "broken", signedIn, "broken"]) {
    cookies.text = text;
    now += 2000;
    await answerOf(web);
  }
  assertEquals(web.warnings.length, 2);
  await fake.close();
});

Deno.test("a cookie file that goes away again after it was back is told again", async () => {
  const fake = startFakeGeminiWeb();
  let now = Date.now();
  const cookies = new CookieText(signedIn);
  const web = webBackend(fake.url, { cookies, now: () => now });
  const { version } = cookies;
  const gone = () => Promise.reject(new Deno.errors.NotFound());
  for (const state of [version, gone, gone, version, gone]) {
    cookies.version = state;
    now += 2000;
    await answerOf(web);
  }
  assertEquals(web.warnings.length, 2);
  await fake.close();
});

Deno.test("a cookie file that is gone before the first request is told to the client", async () => {
  const fake = startFakeGeminiWeb();
  const cookies = new CookieText(signedIn);
  cookies.read = () => Promise.reject(new Deno.errors.NotFound("/home/someone/cookies.txt"));
  const error = await assertRejects(
    () => answerOf(webBackend(fake.url, { cookies })),
    GatewayError,
    "The cookie file is gone, or this program may not read it",
  );
  assertEquals([error.status, error.code], [401, "cookie_file_invalid"]);
  await fake.close();
});

Deno.test("expired cookies are warned of once, and the answer is the anonymous one", async () => {
  const fake = startFakeGeminiWeb();
  fake.session.alive = false;
  const web = webBackend(fake.url, { cookies: new CookieText(signedIn) });
  assertEquals((await answerOf(web)).model, "gemini-flash-lite");
  await answerOf(web);
  assertEquals(web.warnings.length, 1);
  assertMatch(web.warnings[0]!, /expired.*private window/);
  await fake.close();
});

Deno.test("expired cookies are an error where models are strict", async () => {
  const fake = startFakeGeminiWeb();
  fake.session.alive = false;
  const web = webBackend(fake.url, { cookies: new CookieText(signedIn), strictModels: true });
  const error = await assertRejects(() => answerOf(web), GatewayError);
  assertEquals([error.status, error.code], [401, "session_expired"]);
  assertEquals(fake.generations.length, 0);
  await fake.close();
});

Deno.test("strict models refuse Pro and thinking to the anonymous before anything is sent", async () => {
  const fake = startFakeGeminiWeb();
  const web = webBackend(fake.url, { strictModels: true });
  for (const model of ["gemini-3.1-pro", "gemini-3.5-flash-thinking"]) {
    const error = await assertRejects(() => answerOf(web, ask("Hi", { model })), GatewayError);
    assertEquals(error.code, "sign_in_required");
  }
  assertEquals(fake.generations.length, 0);
  await fake.close();
});

Deno.test("a page without the data does not stop requests", async () => {
  const fake = startFakeGeminiWeb({ page: {} });
  fake.fail("page-without-data");
  const web = webBackend(fake.url, { retryAttempts: 0 });
  await answerOf(web).catch(() => {});
  assertEquals(fake.generations.length, 1);
  assertEquals(fake.generations[0]?.query.bl, undefined);
  await fake.close();
});

Deno.test("a page with long headers and 870 kB is read", async () => {
  const fake = startFakeGeminiWeb({ page: { longHeader: true, filler: 870_000 } });
  await answerOf(webBackend(fake.url));
  assertNotEquals(fake.generations[0]?.query.bl, undefined);
  await fake.close();
});

Deno.test("cookies and tokens go to the configured address only", async () => {
  const fake = startFakeGeminiWeb();
  const hosts = new Set<string>();
  const watched: typeof fetch = (input, init) => {
    hosts.add(new URL(String(input)).origin);
    assertEquals(init?.redirect, "manual");
    return fetch(input, init);
  };
  fake.fail("sorry");
  const web = webBackend(fake.url, { cookies: new CookieText(signedIn), fetch: watched });
  const error = await assertRejects(() => answerOf(web), GatewayError);
  assertEquals([...hosts], [fake.url]);
  assertNotMatch(Deno.inspect(error), /g\.a000fake|FakeToken|FakeSapisid/);
  await fake.close();
});
