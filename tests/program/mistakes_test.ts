import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram, startGateway } from "./running_gateway.ts";

/** One clear line on stderr, exit code 2, no stack trace. */
async function mistakeOf(
  args: string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<string> {
  const { code, stderr } = await runProgram(args, options);
  assertEquals(code, 2, stderr);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines.length, 1, stderr);
  return lines[0]!;
}

Deno.test("an unknown flag is named, with the nearest known one", async () => {
  const line = await mistakeOf(["--prot", "8000"]);
  assertStringIncludes(line, "--prot");
  assertStringIncludes(line, "--port");
});

Deno.test("an unknown key of ./config.json is named, with the nearest known one", async () => {
  const cwd = await Deno.makeTempDir();
  await Deno.writeTextFile(`${cwd}/config.json`, '{ // my settings\n "cookie_fil": "x" }');
  const line = await mistakeOf([], { cwd });
  assertStringIncludes(line, "cookie_fil");
  assertStringIncludes(line, "cookie_file");
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("a wrong value in the environment is named by its variable", async () => {
  const line = await mistakeOf([], { env: { GEMINI_WEB2API_PORT: "many" } });
  assertStringIncludes(line, "GEMINI_WEB2API_PORT");
});

Deno.test("a missing cookie file is named", async () => {
  assertStringIncludes(
    await mistakeOf(["--cookie-file", "/nonexistent/c.txt"]),
    "/nonexistent/c.txt",
  );
});

Deno.test("cookies that cannot be used are told at the start, without a word of them", async () => {
  const file = await Deno.makeTempFile();
  const cases = [
    ["", "holds no cookies"],
    ["hush", "no name and value"],
    ['{"a": hush', "not valid JSON"],
    ["# Netscape HTTP Cookie File\n.google.com\tTRUE\t/\tTRUE\t0\tSID\thush", "name"],
    ["__Secure-next-auth.session-token=hush; cf_clearance=hush", "none of its cookies"],
  ] as const;
  for (const [text, why] of cases) {
    await Deno.writeTextFile(file, text);
    const line = await mistakeOf(["--cookie-file", file]);
    for (const word of [file, "--cookie-file", why]) assertStringIncludes(line, word);
    assertEquals(line.includes("hush"), false);
  }
  await Deno.remove(file);
  const line = await mistakeOf([], { env: { GEMINI_WEB2API_COOKIE: "hush" } });
  assertStringIncludes(line, "GEMINI_WEB2API_COOKIE");
  assertEquals(line.includes("hush"), false);
});

Deno.test("a file in UTF-16 is named, and not passed over", async () => {
  const cwd = await Deno.makeTempDir();
  const text = [..."\uFEFFGEMINI_WEB2API_PORT=1\n"].flatMap((letter) => {
    const unit = letter.charCodeAt(0);
    return [unit & 255, unit >> 8];
  });
  for (const name of [".env", "config.json", "cookies.txt"]) {
    await Deno.writeFile(`${cwd}/${name}`, new Uint8Array(text));
    const args = name === "cookies.txt" ? ["--cookie-file", name] : [];
    const line = await mistakeOf(args, { cwd });
    assertStringIncludes(line, name);
    assertStringIncludes(line, "UTF-8");
    await Deno.remove(`${cwd}/${name}`);
  }
  await Deno.remove(cwd);
});

Deno.test("a busy port is named", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(listener.addr.port);
  assertStringIncludes(await mistakeOf(["--port", port]), port);
  listener.close();
});

Deno.test("a default_model that would not serve is warned of, and only such a one", async () => {
  const warns = async (...args: string[]) => {
    const gateway = await startGateway(args);
    await gateway.stop();
    return gateway.stderr().includes("default_model");
  };
  assertEquals(await warns("--default-model", "gemini-3.1-pro@think=9"), true);
  // The official API has it, but the web app serves unknown names.
  assertEquals(await warns("--default-model", "gemini-2.5-pro"), true);
  assertEquals(await warns("--default-model", "gemini-2.5-pro", "--route", "api"), false);
  assertEquals(await warns("--default-model", "web/gemini-3.1-pro@think=0"), false);
});

Deno.test("an alias of a model that no upstream has is warned of, and only such a one", async () => {
  const aliases = {
    fast: "gemini-3.5-flash@think=4",
    big: "api/gemini-2.5-pro",
    listed: "models/gemini-2.5-flash",
    odd: "gemni-3",
  };
  const gateway = await startGateway(["--model-aliases", JSON.stringify(aliases)]);
  await gateway.stop();
  const warnings = gateway.stderr().split("\n").filter((line) => line.startsWith("Warning"));
  assertEquals(warnings.length, 1);
  for (const word of ["odd", "gemni-3"]) assertStringIncludes(warnings[0]!, word);
});

Deno.test("a secret is not a flag", async () => {
  const line = await mistakeOf(["--api-keys", "abcdef"]);
  assertStringIncludes(line, "GEMINI_WEB2API_API_KEYS");
  assertEquals(line.includes("abcdef"), false);
});

Deno.test("--version, --help and --print-config print and end well", async () => {
  const { version } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  assertEquals((await runProgram(["--version"])).stdout.trim(), version);
  assertStringIncludes((await runProgram(["--help"])).stdout, "--cookie-file");
  const env = { GEMINI_WEB2API_API_KEYS: "topsecret" };
  const { code, stdout } = await runProgram(["--print-config"], { env });
  assertEquals(code, 0);
  assertStringIncludes(stdout, "***");
  assertEquals(stdout.includes("topsecret"), false);
});
