import { assertEquals, assertStringIncludes } from "@std/assert";
import type { GatewaySettings } from "../../lib/gateway/settings.ts";
import { saying, scriptedBackend } from "../fakes/scripted_backend.ts";
import { testGateway } from "../fakes/test_gateway.ts";

const chat = { model: "gemini-3.5-flash", messages: [{ role: "user", content: "hi" }] };
const path = "/v1/chat/completions";
const backend = () => scriptedBackend(saying("hello"));

async function statusWith(
  headers: Record<string, string>,
  over: Parameters<typeof testGateway>[1] = {},
  where = path,
): Promise<number> {
  const response = await testGateway(backend(), over).post(where, chat, { headers });
  await response.body?.cancel();
  return response.status;
}

Deno.test("a configured key opens the gateway in each place where clients put it", async () => {
  const over = { apiKeys: ["other", "secret-1"] };
  assertEquals(await statusWith({ authorization: "Bearer secret-1" }, over), 200);
  assertEquals(await statusWith({ "x-api-key": "secret-1" }, over), 200);
  assertEquals(await statusWith({ "x-goog-api-key": "secret-1" }, over), 200);
  assertEquals(await statusWith({ "api-key": "secret-1" }, over), 200);
  assertEquals(await statusWith({ authorization: "secret-1" }, over), 200);
  assertEquals(await statusWith({}, over, `${path}?key=secret-1`), 200);
});

Deno.test("a wrong, longer, shorter or missing key is refused with 401 and the remedy", async () => {
  const over = { apiKeys: ["secret-1"] };
  for (const key of ["secret-2", "secret-", "secret-11", "x"]) {
    assertEquals(await statusWith({ authorization: `Bearer ${key}` }, over), 401);
    assertEquals(await statusWith({ authorization: key }, over), 401);
    assertEquals(await statusWith({ "api-key": key }, over), 401);
  }
  const response = await testGateway(backend(), over).post(path, chat);
  assertEquals(response.status, 401);
  const { error } = await response.json();
  assertEquals([error.type, error.code], ["authentication_error", "invalid_api_key"]);
  assertStringIncludes(error.message, "An API key is needed: send one of the gateway's api_keys");
  const headers = { authorization: "Bearer x" };
  const wrong = await (await testGateway(backend(), over).post(path, chat, { headers })).json();
  assertStringIncludes(wrong.error.message, "not one of this gateway's");
});

Deno.test("without keys a page of a foreign origin is refused, one on loopback is served", async () => {
  assertEquals(await statusWith({ origin: "https://evil.example" }), 403);
  assertEquals(await statusWith({ origin: "null" }), 403);
  assertEquals(await statusWith({ origin: "http://localhost:3000" }), 200);
  assertEquals(await statusWith({ origin: "http://127.0.0.1:5173" }), 200);
  assertEquals(await statusWith({ origin: "http://localhost.evil.example" }), 403);
  assertEquals(await statusWith({ origin: "http://a.localhost.evil.example" }), 403);
  assertEquals(await statusWith({ origin: "http://a.localhost" }), 200);
});

Deno.test("a dummy key does not lend a foreign page the owner's authority", async () => {
  const headers = { origin: "https://evil.example", authorization: "Bearer sk-dummy" };
  assertEquals(await statusWith(headers), 403);
});

Deno.test("an origin in cors_origins is served and may read the answer", async () => {
  const gateway = testGateway(backend(), { corsOrigins: ["https://chat.example"] });
  const headers = { origin: "https://chat.example" };
  const response = await gateway.post(path, chat, { headers });
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("access-control-allow-origin"), "https://chat.example");
  await response.body?.cancel();
});

Deno.test("on loopback a foreign Host is refused, unless allowed or with a key", async () => {
  const host = { host: "rebound.example:8081" };
  assertEquals(await statusWith(host), 403);
  assertEquals(await statusWith(host, { allowedHosts: ["rebound.example"] }), 200);
  assertEquals(await statusWith(host, { loopback: false }), 200);
  const keyed = { ...host, authorization: "Bearer k1" };
  assertEquals(await statusWith(keyed, { apiKeys: ["k1"] }), 200);
  for (const name of ["localhost:8081", "127.0.0.1", "[::1]:8081", "app.localhost"]) {
    assertEquals(await statusWith({ host: name }), 200, name);
  }
});

Deno.test("a preflight is answered with what the page asked for", async () => {
  const response = await testGateway(backend()).get(path, {
    method: "OPTIONS",
    headers: {
      origin: "https://any.example",
      "access-control-request-headers": "authorization, x-custom",
    },
  });
  assertEquals(response.status, 204);
  assertEquals(response.headers.get("access-control-allow-headers"), "authorization, x-custom");
  assertEquals(response.headers.get("access-control-allow-private-network"), null);
});

Deno.test("a page of the public internet may ask whether this machine lets it in", async () => {
  const response = await testGateway(backend()).get(path, {
    method: "OPTIONS",
    headers: { origin: "https://any.example", "access-control-request-private-network": "true" },
  });
  assertEquals(response.headers.get("access-control-allow-private-network"), "true");
});

Deno.test("where everyone reaches the gateway, keys are needed even if none are configured", async () => {
  const over = { loopback: false, keyRequired: true };
  assertEquals(await statusWith({}, over), 401);
  assertEquals(await statusWith({ authorization: "Bearer sk-any" }, over), 401);
});

Deno.test("a Google key alone opens the official API and never the owner's web account", async () => {
  const api = scriptedBackend(saying("api"), { name: "api" });
  for (
    const [over, headers] of [
      [{ apiKeys: ["k"] }, { "x-goog-api-key": "AIzaSyD-not-a-real-key" }],
      [{ keyRequired: true }, { "x-goog-api-key": "AIzaSyD-not-a-real-key" }],
      [{ apiKeys: ["k"] }, { "api-key": "AQ.Ab-not-a-real-key" }],
      [{ keyRequired: true }, { authorization: "AQ.Ab-not-a-real-key" }],
    ] as [Partial<GatewaySettings>, Record<string, string>][]
  ) {
    const gateway = testGateway(backend(), { ...over, backends: { web: backend(), api } });
    const own = await gateway.post(path, chat, { headers });
    assertEquals([own.status, own.headers.get("x-gemini-upstream")], [200, "api"]);
    await own.body?.cancel();
    const web = await gateway.post(path, { ...chat, model: "web/gemini-3.5-flash" }, { headers });
    assertEquals(web.status, 401);
    assertStringIncludes((await web.json()).error.message, "official API only");
  }
});

Deno.test("a key of the gateway's own never goes to Google, whatever it looks like", async () => {
  const api = scriptedBackend(saying("api"), { name: "api" });
  for (const own of ["AIza-of-the-gateway", "AQ.of-the-gateway"]) {
    const gateway = testGateway(backend(), {
      apiKeys: [own],
      backends: { web: backend(), api },
      route: "api",
      geminiApiKey: "owner-key",
    });
    const headers = { authorization: `Bearer ${own}` };
    await (await gateway.post(path, chat, { headers })).body?.cancel();
    assertEquals(api.contexts.at(-1)?.key, "owner-key");
  }
});

Deno.test("health and the front page need no key", async () => {
  const gateway = testGateway(backend(), { apiKeys: ["secret"] });
  assertEquals((await (await gateway.get("/health")).json()).status, "ok");
  assertEquals((await (await gateway.get("/")).json()).name, "gemini-web2api");
});
