/**
 * The gateway in front of a fake Gemini, with no network: `deno task demo [--port N] [any other flag of the gateway]`.
 */
import { startFakeGeminiWeb } from "./fake_gemini_web.ts";

const fake = startFakeGeminiWeb({ answers: { delayMs: 40, pieces: 12 } });
const gateway = new Deno.Command(Deno.execPath(), {
  args: [
    "run",
    "--allow-all",
    pathOf("../../main.ts"),
    // Nothing of the user's own settings, proxies and cookies comes in.
    ...["--config", pathOf("./demo_config.json")],
    ...["--gemini-web-url", fake.url],
    ...["--google-accounts-url", fake.url],
    ...["--gemini-upload-url", fake.url],
    ...Deno.args,
  ],
  clearEnv: true,
  env: passedOn("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "DENO_DIR", "NPM_CONFIG_REGISTRY"),
  cwd: pathOf("."),
  stderr: "piped",
}).spawn();
const ended = gateway.status;
Deno.addSignalListener("SIGINT", () => setTimeout(stop, 500)); // A terminal tells the gateway too.
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);

for await (const text of gateway.stderr.pipeThrough(new TextDecoderStream())) {
  await Deno.stderr.write(new TextEncoder().encode(text));
  const url = text.match(/listens on (http:\S+)/)?.[1];
  if (url) console.log(introduction(url));
}
const { code } = await ended;
await fake.close();
Deno.exit(code);

function stop(): void {
  try {
    gateway.kill("SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

function introduction(url: string): string {
  return `
This is a demo: a SCRIPTED MODEL answers here, not Gemini. Nothing leaves this machine.
It does what marks in the newest user text tell it:

  [[say:TEXT]]           says TEXT                      [[think]]      thinks before
  [[tool:NAME {"a":1}]]  calls the declared tool NAME   [[error:429]]  fails with HTTP 429
  [[next]]               stands between successive rounds of calls

Try it:

  curl ${url}/v1/chat/completions -H 'Content-Type: application/json' \\
    -d '{"model":"gemini-3.5-flash","messages":[{"role":"user","content":"Hi! [[say:Hello from the demo.]]"}]}'

Add "stream":true (and curl -N) to see the answer grow. Ctrl-C ends the demo.
`;
}

function pathOf(relative: string): string {
  const path = decodeURIComponent(new URL(relative, import.meta.url).pathname);
  return Deno.build.os === "windows" ? path.slice(1) : path;
}

function passedOn(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name) ?? ""]).filter(([, value]) => value),
  );
}
