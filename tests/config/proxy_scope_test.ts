import { assertEquals } from "@std/assert";
import { goesThroughProxy } from "../../lib/config/proxy_scope.ts";

const web = "https://gemini.google.com";

Deno.test("a proxy of the environment counts by the address's scheme", () => {
  const cases: [Record<string, string>, boolean][] = [
    [{}, false],
    [{ ALL_PROXY: "http://p" }, true],
    [{ all_proxy: "http://p" }, true],
    [{ https_proxy: "http://p" }, true],
    [{ HTTP_PROXY: "http://p" }, false],
    [{ HTTPS_PROXY: "" }, false],
  ];
  for (const [environment, expected] of cases) {
    assertEquals(goesThroughProxy(web, environment), expected, JSON.stringify(environment));
  }
  assertEquals(goesThroughProxy("http://127.0.0.1:8", { HTTP_PROXY: "http://p" }), true);
});

Deno.test("NO_PROXY exempts hosts, the domains above them, and all by a star", () => {
  const cases: [string, boolean][] = [
    ["*", false],
    ["gemini.google.com", false],
    ["localhost, .google.com", false],
    ["google.com", false],
    ["GOOGLE.COM", false],
    ["oogle.com", true],
    ["", true],
    [",", true],
  ];
  for (const [rule, expected] of cases) {
    const environment = { ALL_PROXY: "http://p", NO_PROXY: rule };
    assertEquals(goesThroughProxy(web, environment), expected, rule);
  }
  const bare = { ALL_PROXY: "http://p", NO_PROXY: "::1" };
  assertEquals(goesThroughProxy("http://[::1]:8", bare), false);
});
