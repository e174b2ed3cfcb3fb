import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { keys, optionOf } from "../../lib/config/options.ts";
import { configOf, load, loaded, mistake } from "./sources.ts";

const here = "/home/u/app/config.json";
const own = "/home/u/.config/gemini-web2api/config.json";

Deno.test("without any source every key has its default", () => {
  const { config, origins, file } = loaded();
  for (const key of keys) {
    const option = optionOf(key);
    assertEquals<unknown>(config[key], "default" in option ? option.default : undefined);
    assertEquals(origins[key], "default");
  }
  assertEquals(file, undefined);
});

Deno.test("flags win over the environment, that over .env, that over the file", () => {
  const files = {
    [here]: '{"port": 1, "host": "1", "default_model": "m1", "gemini_bl": "b1"}',
    "/home/u/app/.env":
      "GEMINI_WEB2API_PORT=2\nGEMINI_WEB2API_HOST=2\nGEMINI_WEB2API_DEFAULT_MODEL=m2\nOTHER=x",
  };
  const env = { GEMINI_WEB2API_PORT: "3", GEMINI_WEB2API_HOST: "3", PATH: "/bin" };
  const { config, origins, environment, file } = loaded({ files, env, args: ["--port", "4"] });
  assertEquals([config.port, config.host], [4, "3"]);
  assertEquals([config.default_model, config.gemini_bl], ["m2", "b1"]);
  assertEquals([origins.port, origins.host], ["--port", "GEMINI_WEB2API_HOST"]);
  assertEquals(origins.default_model, "GEMINI_WEB2API_DEFAULT_MODEL in .env");
  assertEquals([origins.gemini_bl, file], [here, here]);
  assertEquals([environment.OTHER, environment.PATH], ["x", "/bin"]);
});

Deno.test("two loads share no list or map", () => {
  const first = configOf();
  first.api_keys.push("k");
  first.model_aliases.a = "b";
  assertEquals([configOf().api_keys, configOf().model_aliases], [[], {}]);
});

Deno.test("the file of the working directory comes before the user's own", () => {
  const files = { [here]: '{"port": 1}', [own]: '{"port": 2}' };
  const env = { HOME: "/home/u" };
  assertEquals(configOf({ files, env }).port, 1);
  assertEquals(configOf({ files: { [own]: files[own]! }, env }).port, 2);
});

Deno.test("the user's own file is where each system keeps such files", () => {
  const places: [string, Record<string, string>, string][] = [
    ["linux", { HOME: "/h" }, "/h/.config/gemini-web2api/config.json"],
    ["linux", { HOME: "/h", XDG_CONFIG_HOME: "/x" }, "/x/gemini-web2api/config.json"],
    ["linux", { HOME: "/h", XDG_CONFIG_HOME: "x" }, "/h/.config/gemini-web2api/config.json"],
    ["darwin", { HOME: "/h" }, "/h/Library/Application Support/gemini-web2api/config.json"],
    ["windows", { APPDATA: "C:\\A" }, "C:\\A\\gemini-web2api\\config.json"],
  ];
  for (const [os, env, path] of places) {
    const cwd = os === "windows" ? "C:\\app" : "/app";
    assertEquals(loaded({ os, env, cwd, files: { [path]: "{}" } }).file, path);
  }
});

Deno.test("--config names the file, and wins over GEMINI_WEB2API_CONFIG", () => {
  const files = { "/home/u/app/a.json": '{"port": 1}', "/b.json": '{"port": 2}', [here]: "{" };
  const env = { GEMINI_WEB2API_CONFIG: "/b.json" };
  assertEquals(configOf({ files, env }).port, 2);
  assertEquals(configOf({ files, env, args: ["--config", "a.json"] }).port, 1);
});

Deno.test("a named file that does not exist is a mistake", () => {
  assertEquals(
    mistake({ args: ["--config=no.json"] }),
    "There is no configuration file /home/u/app/no.json, although --config names it.",
  );
  assertEquals(
    mistake({ files: { "/home/u/app/.env": "GEMINI_WEB2API_CONFIG=/no.json" } }),
    "There is no configuration file /no.json, although GEMINI_WEB2API_CONFIG in .env names it.",
  );
});

Deno.test("the file may hold comments, trailing commas and a byte order mark", () => {
  const text = '\uFEFF{\n // here\n "port": 1, /* there */\n "api_keys": ["a", "b",],\n}';
  const config = configOf({ files: { [here]: text } });
  assertEquals([config.port, config.api_keys], [1, ["a", "b"]]);
});

Deno.test("null in the file means not set", () => {
  const config = configOf({ files: { [here]: '{"port": null, "cookie_file": null}' } });
  assertEquals([config.port, config.cookie_file], [8081, undefined]);
});

Deno.test("a broken file is named with line and column, and not quoted", () => {
  const message = mistake({ files: { [here]: '{\n  "gemini_api_key": sk-very-secret\n}' } });
  assertEquals(message, `Cannot read ${here}: it is not JSON (line 2, column 21).`);
});

Deno.test("a file that is cut short, or no object, is a mistake", () => {
  assertEquals(
    mistake({ files: { [here]: '{"port": 1' } }),
    `Cannot read ${here}: it is not JSON (it ends too early).`,
  );
  assertStringIncludes(mistake({ files: { [here]: "[]" } }), `${here}: expected a JSON object`);
});

Deno.test("an unreadable file is named with the reason, without the system call", () => {
  const denied = new Error("Permission denied (os error 13): readfile '/home/u/app/config.json'");
  assertEquals(
    mistake({ files: { [here]: denied } }),
    `Cannot read ${here}: Permission denied (os error 13).`,
  );
});

Deno.test("an unknown key of the file is named with the nearest one", () => {
  assertEquals(
    mistake({ files: { [here]: '{"prot": 1}' } }),
    `Unknown key "prot" in ${here}: did you mean "port"?`,
  );
  for (const key of ["__proto__", "constructor", "config", "zzzzzzzz"]) {
    assertStringIncludes(mistake({ files: { [here]: `{"${key}": {}}` } }), `Unknown key "${key}"`);
  }
});

Deno.test("a relative cookie file starts at the folder of the file that names it", () => {
  const files = {
    [own]: '{"cookie_file": "c.txt"}',
    "/home/u/.config/gemini-web2api/c.txt": "",
    "/home/u/app/c.txt": "",
  };
  const env = { HOME: "/home/u" };
  const config = configOf({ files, env });
  assertEquals(config.cookie_file, "/home/u/.config/gemini-web2api/c.txt");
  const flagged = configOf({ files, env, args: ["--cookie-file", "c.txt"] });
  assertEquals(flagged.cookie_file, "/home/u/app/c.txt");
});

Deno.test("~/ of a cookie file is the user's home", () => {
  const files = { [here]: '{"cookie_file": "~/c.txt"}', "/home/u/c.txt": "" };
  assertEquals(configOf({ files, env: { HOME: "/home/u" } }).cookie_file, "/home/u/c.txt");
});

Deno.test("a missing or unreadable cookie file is a mistake that says who named it", () => {
  assertEquals(
    mistake({ env: { GEMINI_WEB2API_COOKIE_FILE: "no.txt" } }),
    'Cannot read "cookie_file" from GEMINI_WEB2API_COOKIE_FILE: there is no file /home/u/app/no.txt.',
  );
  const files = { "/c": new Error("Is a directory (os error 21): readfile '/c'") };
  assertEquals(
    mistake({ files, args: ["--cookie-file", "/c"] }),
    'Cannot read "cookie_file" from --cookie-file: /c cannot be read: Is a directory (os error 21).',
  );
});

Deno.test("no mistake shows the value of a secret or the proxy's password", () => {
  const messages = [
    mistake({ files: { [here]: '{"api_keys": ["s3cret one"]}' } }),
    mistake({ files: { [here]: '{"gemini_api_key": {"s3cret": 1}}' } }),
    mistake({ env: { GEMINI_WEB2API_XSRF_TOKEN: "s3cret one" } }),
    mistake({ args: ["--proxy", "user:s3cret@host:1"] }),
    mistake({ args: ["--gemini-web-url", "https://user:s3cret@host"] }),
    mistake({ args: ["--api-keys", "s3cret"] }),
    mistake({ args: ["--gemini-api-keys=s3cret"] }),
  ];
  for (const message of messages) {
    assertStringIncludes(message, " ");
    assertNotMatch(message, /s3cret|\n/);
  }
});

Deno.test("the print flags come before mistakes elsewhere", () => {
  const files = { [here]: "{" };
  assertEquals(load({ files, args: ["--version"] }), { print: "1.2.3" });
  assertStringIncludes(JSON.stringify(load({ files, args: ["--prot", "-h"] })), "Usage: ");
});
