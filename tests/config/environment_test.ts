import { assertEquals, assertStringIncludes } from "@std/assert";
import { keys, optionOf, variableOf } from "../../lib/config/options.ts";
import { configOf, loaded, mistake } from "./sources.ts";

Deno.test("every key can be set by its variable", () => {
  const samples = {
    integer: "7",
    number: "7",
    boolean: "1",
    list: "a,b",
    map: "{}",
    word: "w",
    text: "a b",
  };
  for (const key of keys) {
    const option = optionOf(key);
    const text = option.type === "choice"
      ? option.choices[0]!
      : option.type === "url"
      ? "http://h:1"
      : option.type === "path"
      ? "/f"
      : key === "cors_origins"
      ? "*"
      : samples[option.type];
    const { origins } = loaded({ env: { [variableOf(key)]: text }, files: { "/f": "" } });
    assertEquals(origins[key], variableOf(key));
  }
});

Deno.test("variables hold switches as words or digits, lists with commas or as JSON, maps as JSON", () => {
  const config = configOf({
    env: {
      GEMINI_WEB2API_LOG_REQUESTS: "0",
      GEMINI_WEB2API_STRICT_MODELS: "True",
      GEMINI_WEB2API_API_KEYS: "a, b,",
      GEMINI_WEB2API_ALLOWED_HOSTS: '["x", "y"]',
      GEMINI_WEB2API_MODEL_ALIASES: '{"a": "b"}',
      GEMINI_WEB2API_RETRY_DELAY_SEC: "0.5",
    },
  });
  assertEquals([config.log_requests, config.strict_models], [false, true]);
  assertEquals([config.api_keys, config.allowed_hosts], [["a", "b"], ["x", "y"]]);
  assertEquals([config.model_aliases, config.retry_delay_sec], [{ a: "b" }, 0.5]);
});

Deno.test("an empty variable counts as not set", () => {
  const files = { "/home/u/app/config.json": '{"api_keys": ["a"]}' };
  assertEquals(configOf({ files, env: { GEMINI_WEB2API_API_KEYS: "" } }).api_keys, ["a"]);
});

Deno.test("an unknown variable is named with the nearest one and its place", () => {
  assertEquals(
    mistake({ env: { GEMINI_WEB2API_PROT: "1" } }),
    "Unknown variable GEMINI_WEB2API_PROT in the environment: did you mean GEMINI_WEB2API_PORT?",
  );
  assertEquals(
    mistake({ files: { "/home/u/app/.env": "GEMINI_WEB2API_API_KEY=x" } }),
    "Unknown variable GEMINI_WEB2API_API_KEY in .env: did you mean GEMINI_WEB2API_API_KEYS?",
  );
  assertStringIncludes(mistake({ env: { GEMINI_WEB2API_port: "1" } }), "GEMINI_WEB2API_PORT?");
});

Deno.test("a wrong value is shown with its variable and what was expected", () => {
  assertEquals(
    mistake({ env: { GEMINI_WEB2API_PORT: "http" } }),
    'Cannot read "port" from GEMINI_WEB2API_PORT: expected an integer from 0 to 65535, not "http".',
  );
});
