import { assertEquals, assertStringIncludes } from "@std/assert";
import { flagOf, keys, optionOf } from "../../lib/config/options.ts";
import { configOf, load, mistake, printed } from "./sources.ts";

function flags(...args: string[]): ReturnType<typeof configOf> {
  return configOf({ args });
}

Deno.test("a flag takes its value as --flag=value and as --flag value, and the last one counts", () => {
  assertEquals(flags("--port=1").port, 1);
  assertEquals(flags("--port", "2").port, 2);
  assertEquals(flags("--port", "2", "--port=3").port, 3);
  assertEquals(flags("--default-model=a=b").default_model, "a=b");
});

Deno.test("a switch is on, off or told so", () => {
  assertEquals(flags("--strict-models").strict_models, true);
  assertEquals(flags("--no-log-requests").log_requests, false);
  assertEquals(flags("--no-log-requests", "--log-requests").log_requests, true);
  for (const off of ["--log-requests=false", "--log-requests=0"]) {
    assertEquals(flags(off).log_requests, false);
  }
  assertEquals(flags("--log-requests", "false", "--port", "1").log_requests, false);
});

Deno.test("a list collects repeated and comma-separated words", () => {
  const { allowed_hosts } = flags("--allowed-hosts", "a, b", "--allowed-hosts=c");
  assertEquals(allowed_hosts, ["a", "b", "c"]);
});

Deno.test("a map is JSON", () => {
  assertEquals(flags("--model-aliases", '{"a": "b"}').model_aliases, { a: "b" });
  assertStringIncludes(
    mistake({ args: ["--model-aliases", "a=b"] }),
    "expected an object of strings",
  );
});

Deno.test("a secret is not a flag, and the user is told where else it goes", () => {
  for (const key of keys.filter((key) => optionOf(key).secret)) {
    const message = mistake({ args: [flagOf(key), "x"] });
    assertStringIncludes(message, `"${key}" is not a flag`);
    assertStringIncludes(message, `GEMINI_WEB2API_${key.toUpperCase()} in the environment`);
  }
});

Deno.test("an unknown flag is named with the nearest one", () => {
  const cases = [
    [["--prot", "1"], "Unknown flag --prot: did you mean --port?"],
    [["--prot=1"], "Unknown flag --prot: did you mean --port?"],
    [["--log_requests"], "Unknown flag --log_requests: did you mean --log-requests?"],
    [["--no-port"], "Unknown flag --no-port: did you mean --port?"],
    [["--timeout", "1"], "Unknown flag --timeout: did you mean --request-timeout-sec?"],
    [["--verison"], "Unknown flag --verison: did you mean --version?"],
    [["--xyzzyxyzzy"], "Unknown flag --xyzzyxyzzy: --help lists all flags."],
    [["--__proto__"], "Unknown flag --__proto__: --help lists all flags."],
    [["-p"], "Unknown flag -p: --help lists all flags."],
  ] as const;
  for (const [args, message] of cases) assertEquals(mistake({ args: [...args] }), message);
});

Deno.test("a word that belongs to no flag is refused", () => {
  assertEquals(mistake({ args: ["port"] }), 'Unexpected argument "port": did you mean --port?');
  assertStringIncludes(mistake({ args: ["--", "x"] }), 'Unexpected argument "x"');
  assertStringIncludes(mistake({ args: ["--strict-models", "yes"] }), 'Unexpected argument "yes"');
});

Deno.test("a flag without its value does not take the next flag for it", () => {
  const message = "--host needs a value: expected a string without spaces.";
  assertEquals(mistake({ args: ["--host"] }), message);
  assertEquals(mistake({ args: ["--host="] }), message);
  assertEquals(mistake({ args: ["--host", "--port", "1"] }), message);
  assertStringIncludes(mistake({ args: ["--config"] }), "--config needs a value");
});

Deno.test("a switch takes no other value, and --no-switch none", () => {
  assertEquals(
    mistake({ args: ["--log-requests=maybe"] }),
    'Cannot read "log_requests" from --log-requests: expected true or false, not "maybe".',
  );
  assertEquals(mistake({ args: ["--no-log-requests=true"] }), "--no-log-requests takes no value.");
  assertEquals(mistake({ args: ["--version=2"] }), "--version takes no value.");
});

Deno.test("-h and -V are short for --help and --version", () => {
  assertStringIncludes(printed({ args: ["-h"] }), "Usage: ");
  assertEquals(load({ args: ["-V"] }), { print: "1.2.3" });
});
