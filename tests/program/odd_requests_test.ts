import { assertEquals, assertMatch } from "@std/assert";
import { startGateway } from "./running_gateway.ts";

/** Writes bytes as they are and gives what comes back until the connection closes. */
async function exchange(url: string, text: string, { leave = false } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(text));
  return leave ? "" : await new Response(connection.readable).text();
}

Deno.test("a Host that is no name is refused, not a fault", async () => {
  const gateway = await startGateway([]);
  const answer = await exchange(
    gateway.url,
    "GET /v1/models HTTP/1.1\r\nHost: localhost, evil.example\r\nConnection: close\r\n\r\n",
  );
  await gateway.stop();
  assertMatch(answer, /^HTTP\/1\.1 403 /);
  assertMatch(answer, /"code":"host_not_allowed"/);
  assertEquals(/Fault|Error|\n\s+at /.test(gateway.stderr()), false);
});

Deno.test("a client that leaves in the middle of its body is no fault of the gateway", async () => {
  const gateway = await startGateway([]);
  const head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n";
  await exchange(gateway.url, `${head}Content-Length: 100\r\n\r\n{"model"`, { leave: true });
  await exchange(gateway.url, `${head}Transfer-Encoding: chunked\r\n\r\n8\r\n{"model"`, {
    leave: true,
  });
  while (gateway.stderr().split(" 499 ").length < 3) await new Promise((go) => setTimeout(go, 5));
  await gateway.stop();
  assertEquals(gateway.stderr().includes("Fault"), false);
});

Deno.test("what a client calls a model does not fill the log", async () => {
  const nobody = ["--gemini-web-url", "http://127.0.0.1:1", "--retry-attempts", "0"];
  const gateway = await startGateway(["--log-format", "json", ...nobody]);
  const body = { model: "x".repeat(100_000), messages: [{ role: "user", content: "hi" }] };
  const init = { method: "POST", body: JSON.stringify(body) };
  await (await fetch(`${gateway.url}/v1/chat/completions`, init)).text();
  await (await fetch(`${gateway.url}/${"p".repeat(10_000)}`)).text();
  await gateway.stop();
  const lines = gateway.stderr().split("\n").filter((line) => line.startsWith("{"));
  assertEquals(lines.map((line) => line.length < 1000), [true, true]);
  assertEquals(JSON.parse(lines[0]!).askedModel, "x".repeat(200));
});
