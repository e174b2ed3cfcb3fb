import { assertEquals, assertStringIncludes } from "@std/assert";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";

const entry = new URL("../../lib/edge.ts", import.meta.url);
const kept = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "SystemRoot", "LOCALAPPDATA"];

Deno.test('"deno serve lib/edge.ts" streams an answer, configured by variables', async () => {
  const fake = startFakeGeminiWeb();
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => kept.includes(name));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["serve", "-A", "--no-check", "--host", "127.0.0.1", "--port", "0", entry.href],
    env: {
      ...Object.fromEntries(inherited),
      NO_COLOR: "1",
      GEMINI_WEB2API_API_KEYS: "own-key",
      GEMINI_WEB2API_GEMINI_WEB_URL: fake.url,
    },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const lines = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let told = "";
  let url: string | undefined;
  while (!url) {
    const { value, done } = await lines.read();
    if (done) throw new Error(`It ended before it listened: ${told}`);
    told += value;
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
  }
  const messages = [{ role: "user", content: "[[say:he]]" }];
  const body = JSON.stringify({ model: "gemini-3.5-flash", messages, stream: true });
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/v1/chat/completions`, { method: "POST", body, headers });
  const text = await (await ask({ authorization: "Bearer own-key" })).text();
  assertStringIncludes(text, '"content":"he"');
  assertStringIncludes(text, "[DONE]");
  const refused = await ask({});
  assertEquals(refused.status, 401);
  await refused.body?.cancel();
  process.kill("SIGTERM");
  while (!(await lines.read()).done);
  await process.status;
  await fake.close();
});
