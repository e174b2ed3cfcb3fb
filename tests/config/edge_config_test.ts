import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../lib/config/config_error.ts";
import { edgeConfig } from "../../lib/config/edge_config.ts";
import { configOf, mistake } from "./sources.ts";

Deno.test("on the edge, variables and defaults are the whole configuration", () => {
  const env = { GEMINI_WEB2API_API_KEYS: "a,b", GEMINI_WEB2API_COOKIE: "a=b; c=d", OTHER: "x" };
  assertEquals(edgeConfig(env), configOf({ env }));
  assertEquals(edgeConfig(env).cookie, "a=b; c=d");
});

Deno.test("what could do nothing on the edge is refused, with the way that works", () => {
  const why = (name: string) =>
    assertThrows(() => edgeConfig({ [`GEMINI_WEB2API_${name}`]: "1" }), ConfigError).message;
  assertEquals(
    why("COOKIE_FILE"),
    "Cannot use GEMINI_WEB2API_COOKIE_FILE: there are no files here; put the cookies themselves " +
      "into GEMINI_WEB2API_COOKIE.",
  );
  assertEquals(
    why("CONFIG"),
    "Cannot use GEMINI_WEB2API_CONFIG: there are no files here; set each key as a variable.",
  );
  assertEquals(
    why("PORT"),
    "Cannot use GEMINI_WEB2API_PORT: where to listen is not the gateway's own choice here.",
  );
});

Deno.test("cookies come from one place", () => {
  const env = { GEMINI_WEB2API_COOKIE: "a=b", GEMINI_WEB2API_COOKIE_FILE: "/c" };
  assertEquals(
    mistake({ env, files: { "/c": "a=b" } }),
    'Cannot read "cookie_file" from GEMINI_WEB2API_COOKIE_FILE: "cookie" is set too, by ' +
      "GEMINI_WEB2API_COOKIE; set one.",
  );
});
