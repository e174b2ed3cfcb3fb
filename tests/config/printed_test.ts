import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { parse } from "@std/jsonc";
import { flagOf, keys, optionOf, variableOf } from "../../lib/config/options.ts";
import { loaded, printed } from "./sources.ts";

const here = "/home/u/app/config.json";
const secrets =
  '"api_keys": ["s3cret1", "s3cret2"], "xsrf_token": "s3cret", "gemini_api_key": "s3cret"';

Deno.test("--print-config shows each value and where it came from, and no secret", () => {
  const text = printed({
    args: ["--print-config", "--proxy", "http://user:s3cret@h:1"],
    env: { GEMINI_WEB2API_PORT: "1" },
    files: { [here]: `{${secrets}, "host": "::1"}` },
  });
  assertNotMatch(text, /s3cret|user:/);
  assertStringIncludes(text, `"api_keys": ["***","***"], // ${here}\n`);
  assertStringIncludes(text, '"proxy": "http://***@h:1", // --proxy\n');
  assertStringIncludes(text, '"port": 1, // GEMINI_WEB2API_PORT\n');
  assertStringIncludes(text, '"auth_user": null, // default\n');
  assertStringIncludes(text, `// Configuration file: ${here}\n`);
});

Deno.test("what --print-config printed can be read back as a file", () => {
  const text = printed({ args: ["--print-config", "--port", "1", "--route", "web"] });
  assertEquals(Object.keys(parse(text) as object), keys);
  const { config } = loaded({ files: { [here]: text } });
  assertEquals(config, loaded({ args: ["--port", "1", "--route", "web"] }).config);
});

Deno.test("--help names every key, within 100 columns", () => {
  const text = printed({ args: ["--help"] });
  for (const key of keys) {
    const option = optionOf(key);
    const name = option.secret ? variableOf(key) : flagOf(key).slice(2);
    assertEquals(text.split("\n").filter((line) => headOf(line) === name).length, 1, key);
  }
  const long = text.split("\n").filter((line) => line.length > 100);
  assertEquals(long, []);
  assert(text.includes("\nExamples\n"));
});

/** The name at the start of an entry, `port` of `  --port PORT   Port …`. */
function headOf(line: string): string | undefined {
  return /^ {2}(?:--(?:\[no-\])?)?([\w-]+)(?= |$)/.exec(line)?.[1];
}
