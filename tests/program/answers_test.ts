import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { startGateway } from "./running_gateway.ts";

function chat(content: string, over: Record<string, unknown> = {}): RequestInit {
  const messages = [{ role: "user", content }];
  return { method: "POST", body: JSON.stringify({ model: "gemini-3.5-flash", messages, ...over }) };
}

Deno.test("a plain and a streamed answer through the running program, each with its log line", async () => {
  const fake = startFakeGeminiWeb();
  const gateway = await startGateway(["--gemini-web-url", fake.url]);
  const url = `${gateway.url}/v1/chat/completions`;
  const whole = await (await fetch(url, chat("[[say:hello]]"))).json();
  assertEquals(whole.choices[0].message.content, "hello");
  const text = await (await fetch(url, chat("[[say:hello again]]", { stream: true }))).text();
  assertStringIncludes(text, "data: [DONE]");
  await gateway.stop();
  const lines = gateway.stderr().split("\n").filter((line) => line.includes("POST"));
  assertEquals(lines.length, 2);
  assertMatch(lines[0]!, /^\S+Z [0-9a-f]{32} POST \/v1\/chat\/completions 200 \d+ms /);
  assertMatch(lines[1]!, /first=\d+ms gemini-3.5-flash->\S+ via=web \d+B$/);
  assert(!gateway.stderr().includes("say:"));
  await fake.close();
});

Deno.test("log lines are JSON where asked for, and absent where not wanted", async () => {
  const fake = startFakeGeminiWeb();
  const json = await startGateway(["--gemini-web-url", fake.url, "--log-format", "json"]);
  await (await fetch(`${json.url}/v1/chat/completions`, chat("hi"))).text();
  await json.stop();
  const entry = JSON.parse(json.stderr().split("\n").find((line) => line.startsWith("{"))!);
  assertEquals([entry.status, entry.askedModel], [200, "gemini-3.5-flash"]);
  const silent = await startGateway(["--gemini-web-url", fake.url, "--no-log-requests"]);
  await (await fetch(`${silent.url}/v1/chat/completions`, chat("hi"))).text();
  await silent.stop();
  assert(!silent.stderr().includes("POST"));
  await fake.close();
});

Deno.test("a running stream finishes after SIGTERM, new requests are not taken", async () => {
  const fake = startFakeGeminiWeb();
  const gateway = await startGateway(["--gemini-web-url", fake.url]);
  const url = `${gateway.url}/v1/chat/completions`;
  const hold = fake.hold("after-piece-1");
  const response = await fetch(url, chat("[[say:one two three four]]", { stream: true }));
  await hold.reached;
  const stopped = gateway.stop();
  while (!gateway.stderr().includes("Stopping")) await new Promise((go) => setTimeout(go, 5));
  const refused = await fetch(url, chat("late")).then((late) => late.text(), () => "refused");
  assertEquals(refused, "refused");
  hold.release();
  assertStringIncludes(await response.text(), "[DONE]");
  assertEquals((await stopped).code, 0);
  await fake.close();
});

Deno.test("a stuck stream is told that the gateway stops, and logged, at the second SIGTERM", async () => {
  const fake = startFakeGeminiWeb();
  const gateway = await startGateway(["--gemini-web-url", fake.url]);
  const hold = fake.hold("after-piece-1");
  const init = chat("[[say:one two three four]]", { stream: true });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, init);
  await hold.reached;
  gateway.process.kill("SIGTERM");
  while (!gateway.stderr().includes("Stopping")) await new Promise((go) => setTimeout(go, 5));
  const { code } = await gateway.stop();
  const text = await response.text();
  assertStringIncludes(text, '"code":"gateway_stopping"');
  assert(!text.includes("[DONE]"));
  assertEquals(code, 130);
  assertMatch(gateway.stderr(), /POST \/v1\/chat\/completions 200 .* error=gateway_stopping\n/);
  await fake.close();
});

Deno.test("a stuck stream is told that the gateway stops within ten seconds of the first SIGTERM", async () => {
  const fake = startFakeGeminiWeb();
  const gateway = await startGateway(["--gemini-web-url", fake.url]);
  fake.hold("after-piece-1");
  const init = chat("[[say:one two three four]]", { stream: true });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, init);
  const { code } = await gateway.stop();
  assertStringIncludes(await response.text(), '"code":"gateway_stopping"');
  assertEquals(code, 0);
  await fake.close();
});

Deno.test("a client that hangs up frees the upstream", async () => {
  const fake = startFakeGeminiWeb();
  const gateway = await startGateway(["--gemini-web-url", fake.url]);
  fake.hold("after-piece-1");
  const leaving = new AbortController();
  const init = { ...chat("[[say:one two three]]", { stream: true }), signal: leaving.signal };
  const response = await fetch(`${gateway.url}/v1/chat/completions`, init);
  await response.body!.getReader().read();
  leaving.abort();
  await fake.idle();
  assertEquals(fake.stats.aborted, 1);
  await gateway.stop();
  assertStringIncludes(gateway.stderr(), "error=cancelled");
  await fake.close();
});

Deno.test("listening beyond loopback without keys is warned about, with keys it is not", async () => {
  const open = await startGateway(["--host", "0.0.0.0"]);
  await open.stop();
  assertStringIncludes(open.stderr(), "Warning");
  const keyed = await startGateway(["--host", "0.0.0.0"], {
    env: { GEMINI_WEB2API_API_KEYS: "k" },
  });
  await keyed.stop();
  assert(!keyed.stderr().includes("Warning"));
});

Deno.test("new cookies in the cookie file are used without a restart", async () => {
  const fake = startFakeGeminiWeb();
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "__Secure-1PSID=first; SAPISID=one");
  const gateway = await startGateway(["--gemini-web-url", fake.url, "--cookie-file", file]);
  const url = `${gateway.url}/v1/chat/completions`;
  await (await fetch(url, chat("hi"))).text();
  assertStringIncludes(
    fake.generations.at(-1)!.headers.get("cookie") ?? "",
    "__Secure-1PSID=first",
  );
  await Deno.writeTextFile(file, "__Secure-1PSID=second; SAPISID=two; NID=3");
  for (let tries = 0; tries < 100; tries++) {
    await (await fetch(url, chat("hi"))).text();
    if (fake.generations.at(-1)!.headers.get("cookie")?.includes("second")) break;
    await new Promise((go) => setTimeout(go, 100));
  }
  assertStringIncludes(
    fake.generations.at(-1)!.headers.get("cookie") ?? "",
    "__Secure-1PSID=second",
  );
  assert(!gateway.stderr().includes("second"));
  await gateway.stop();
  await fake.close();
});
