import { assertEquals, assertMatch, assertNotMatch, assertThrows } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { CookieJar } from "../../lib/backends/gemini_web/cookie_jar.ts";
import { readCookieText } from "../../lib/backends/gemini_web/cookie_text.ts";
import { sapisidHash } from "../../lib/backends/gemini_web/sapisid_hash.ts";

const web = "gemini.google.com";
const accounts = "accounts.google.com";

Deno.test("a cookie file may be a header line, with or without its name", () => {
  const expected = [["__Secure-1PSID", "g.a000=x"], ["SAPISID", "a/b"]];
  assertEquals([...readCookieText("__Secure-1PSID=g.a000=x; SAPISID=a/b\n").cookies], expected);
  assertEquals(
    [...readCookieText("Cookie: __Secure-1PSID=g.a000=x;SAPISID=a/b;").cookies],
    expected,
  );
  const copied = "\uFEFF__Secure-1PSID=g.a000=x; Path=/; Secure; HttpOnly; Partitioned; " +
    "Priority=HIGH; SameSite=none; Expires=Sun, 01-Nov-2026 00:00:30 GMT; Max-Age=60; " +
    "SAPISID=a/b; Domain=.google.com";
  assertEquals([...readCookieText(copied).cookies], expected);
});

Deno.test("a cookie file may be JSON of names and values", () => {
  const { cookies } = readCookieText(`{"__Secure-1PSID": "g.a", "NID": "5"}`);
  assertEquals([...cookies], [["__Secure-1PSID", "g.a"], ["NID", "5"]]);
});

Deno.test("a cookie file may be JSON with a header line and settings", () => {
  const file = readCookieText(JSON.stringify({
    cookie: "__Secure-1PSID=g.a",
    sapisid: "s/p",
    auth_user: 1,
    xsrf_token: "AT:1",
    gemini_bl: "boq_x_20260101.00_p0",
  }));
  assertEquals([...file.cookies], [["__Secure-1PSID", "g.a"], ["SAPISID", "s/p"]]);
  assertEquals([file.authUser, file.xsrfToken, file.buildLabel], [
    1,
    "AT:1",
    "boq_x_20260101.00_p0",
  ]);
});

Deno.test("the SAPISID among the cookies counts more than the one beside them", () => {
  const file = readCookieText(`{"cookie": "SAPISID=a", "sapisid": "b", "auth_user": null}`);
  assertEquals([...file.cookies, file.authUser], [["SAPISID", "a"], undefined]);
});

for (
  const text of [
    "",
    "secret",
    "{secret",
    `{"secret": 5}`,
    `[{"name":"secret"}]`,
    "# Netscape\n.google.com\tTRUE\tsecret",
    "a=secret",
    "SID=1; secret",
    "SID=1; other[secret]=1",
    "SID=secret\r\nX-Evil: 1",
    `{"SID": "secret\\r\\nX-Evil: 1"}`,
    `{"SID": 5, "NID": "secret"}`,
    `{"cookie": "SID=b", "auth_user": "secret"}`,
    `{"cookie": "SID=b", "auth_user": -1}`,
  ]
) {
  Deno.test(`the cookie text ${JSON.stringify(text)} is refused without a word of it`, () => {
    const error = assertThrows(() => readCookieText(text), GatewayError);
    assertEquals(error.code, "cookie_file_invalid");
    assertMatch(error.message, /name=value; name2=value2.*JSON/);
    assertNotMatch(error.message, /secret/);
  });
}

Deno.test("the user's cookies go to all of Google's hosts", () => {
  const jar = jarOf({ SID: "1" });
  assertEquals(jar.header(web, "/app"), "SID=1");
  assertEquals(jar.header("push.clients6.google.com", "/upload/"), "SID=1");
});

Deno.test("cookies that Google sets replace older ones and keep to their host, domain and path", () => {
  const jar = jarOf({ NID: "old" });
  jar.merge(
    [
      "NID=new; Domain = .google.com; Path=/; Secure; HttpOnly",
      "COMPASS=c; Path=/; Max-Age=100",
      "DEEP=d; Path=/u/1",
      "ELSE=e; Domain=example.com",
      "TOO=t; Domain=accounts.google.com; Path=/",
      "garbage",
    ],
    web,
    "/app",
  );
  jar.merge(["LSID=l; Path=/"], accounts, "/RotateCookies");
  assertEquals(jar.header(web, "/app"), "NID=new; COMPASS=c");
  assertEquals(jar.header(web, "/u/1/app"), "NID=new; COMPASS=c; DEEP=d");
  assertEquals(jar.header(web, "/u/10/app"), "NID=new; COMPASS=c");
  assertEquals(jar.header(accounts, "/"), "NID=new; LSID=l");
});

Deno.test("cookies end when they say so", () => {
  let now = Date.parse("2026-11-01T00:00:00Z");
  const jar = new CookieJar(new Map(), () => now);
  jar.merge(
    [
      "A=1; Max-Age=60",
      "B=2; Expires=Sun, 01-Nov-2026 00:00:30 GMT",
      "C=3; Expires=Sun, 01 Nov 2026 00:00:30 GMT; Max-Age=600",
      "D=4",
    ],
    web,
    "/app",
  );
  assertEquals(jar.header(web, "/app"), "A=1; B=2; C=3; D=4");
  now += 30_000;
  assertEquals(jar.header(web, "/app"), "A=1; C=3; D=4");
  jar.merge(["D=; Max-Age=0"], web, "/app");
  assertEquals(jar.header(web, "/app"), "A=1; C=3");
});

Deno.test("an answer that names another identity is not believed in anything", () => {
  const jar = jarOf({ "__Secure-1PSID": "mine", SIDCC: "1" });
  jar.merge(
    ["__Secure-1PSID=theirs; Domain=.google.com; Path=/", "SIDCC=2; Domain=.google.com; Path=/"],
    web,
    "/",
  );
  assertEquals(jar.header(web, "/"), "__Secure-1PSID=mine; SIDCC=1");
});

Deno.test("an answer cannot take the identity away", () => {
  const jar = jarOf({ "__Secure-1PSID": "mine", SIDCC: "1" });
  jar.merge(
    [
      "__Secure-1PSID=; Domain=.google.com; Path=/; Max-Age=0",
      "SIDCC=2; Domain=.google.com; Path=/",
    ],
    web,
    "/",
  );
  assertEquals(jar.header(web, "/"), "__Secure-1PSID=mine; SIDCC=2");
});

Deno.test("the SAPISID hash is SHA-1 of time, cookie and origin", async () => {
  // printf '1700000000 abc/def https://gemini.google.com' | sha1sum
  assertEquals(
    await sapisidHash("abc/def", "https://gemini.google.com", 1700000000),
    "SAPISIDHASH 1700000000_339e66950be7e851e3cae781bffb93ee6efd557e",
  );
});

function jarOf(cookies: Record<string, string>): CookieJar {
  return new CookieJar(new Map(Object.entries(cookies)), Date.now);
}
