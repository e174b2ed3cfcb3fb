import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { checkValue } from "../../lib/config/option_value.ts";
import type { Key } from "../../lib/config/options.ts";
import { optionOf } from "../../lib/config/options.ts";

const good: [Key, unknown][] = [
  ["port", 0],
  ["port", 65535],
  ["retry_delay_sec", 0.25],
  ["log_format", "json"],
  ["proxy", "socks5://127.0.0.1:1080"],
  ["proxy", "http://user:p%40ss@host:3128"],
  ["cors_origins", ["*", "https://a.example:8443", "chrome-extension://abcdef"]],
  ["allowed_hosts", ["gateway.example", "box:8081", "[fd00::1]"]],
  ["model_aliases", { "gpt-5": "gemini-3.1-pro" }],
];

const bad: [Key, unknown][] = [
  ["port", -1],
  ["port", 65536],
  ["port", 1.5],
  ["port", "80"],
  ["port", true],
  ["auth_user", -1],
  ["retry_delay_sec", NaN],
  ["max_body_mb", 0],
  ["log_requests", 1],
  ["log_requests", "true"],
  ["log_format", "xml"],
  ["log_format", "toString"],
  ["host", ""],
  ["host", "a b"],
  ["gemini_api_key", "key\n"],
  ["cookie_file", ""],
  ["cookie_file", []],
  ["proxy", "127.0.0.1:1080"],
  ["proxy", "ftp://host"],
  ["proxy", "http:host"],
  ["gemini_web_url", "socks5://host"],
  ["gemini_web_url", "https://user@host"],
  ["gemini_web_url", "https://host?x=1"],
  ["gemini_web_url", "https://"],
  ["api_keys", "a"],
  ["api_keys", [""]],
  ["api_keys", [1]],
  ["api_keys", { 0: "a" }],
  ["cors_origins", ["https://a.example/"]],
  ["cors_origins", ["a.example"]],
  ["allowed_hosts", ["https://a.example"]],
  ["model_aliases", ["a"]],
  ["model_aliases", { a: 1 }],
  ["model_aliases", { a: "" }],
  ["model_aliases", { "": "gemini-3.1-pro" }],
  ["proxy", ["http://host:3128"]],
  ["host", 1],
  ["cookie", 1],
];

Deno.test("sound values are taken as they are", () => {
  for (const [key, value] of good) {
    assertEquals<unknown>(checkValue(optionOf(key), value), { value }, key);
  }
});

Deno.test("wrong types, ranges, words and URLs are refused with what was expected", () => {
  for (const [key, value] of bad) {
    const checked = checkValue(optionOf(key), value);
    assert("expected" in checked, `${key} took ${JSON.stringify(value)}`);
  }
});

Deno.test("a URL loses the slashes at its end and keeps its path", () => {
  const option = optionOf("gemini_web_url");
  assertEquals<unknown>(checkValue(option, "https://h/"), { value: "https://h" });
  assertEquals<unknown>(checkValue(option, "http://H:8/a/b/"), { value: "http://h:8/a/b" });
});

Deno.test("what was expected of a URL names the schemes", () => {
  const checked = checkValue(optionOf("proxy"), "x");
  assertStringIncludes(JSON.stringify(checked), "http://, https:// or socks5://");
});
