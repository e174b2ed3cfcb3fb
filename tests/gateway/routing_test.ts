import { assertEquals, assertStringIncludes } from "@std/assert";
import { googleGenai } from "../../lib/dialects/google_genai/google_genai.ts";
import { openaiChat } from "../../lib/dialects/openai_chat/openai_chat.ts";
import type { GatewaySettings } from "../../lib/gateway/settings.ts";
import { saying, type ScriptedBackend, scriptedBackend } from "../fakes/scripted_backend.ts";
import { type TestGateway, testGateway } from "../fakes/test_gateway.ts";

const path = "/v1/chat/completions";
const chat = { model: "gemini-3.5-flash", messages: [{ role: "user", content: "hi" }] };
const key = "AIzaSyD-not-a-real-key";

interface Pair {
  gateway: TestGateway;
  web: ScriptedBackend;
  api: ScriptedBackend;
}

function pair(over: Partial<GatewaySettings> = {}): Pair {
  const web = scriptedBackend(saying("web"));
  const api = scriptedBackend(saying("api"), {
    name: "api",
    knows: (model) => /^gem(ini|ma)-\d/.test(model),
  });
  const settings = { backends: { web, api }, ...over };
  return { gateway: testGateway(web, settings, [googleGenai(), openaiChat()]), web, api };
}

/** Which upstream answers, by which of its names, and with which key. */
async function served(
  { gateway, web, api }: Pair,
  { model = chat.model, headers, at = path }: {
    model?: string;
    headers?: Record<string, string>;
    at?: string;
  },
): Promise<[upstream: string | null, model: string | undefined, key: string | undefined]> {
  const response = await gateway.post(at, { ...chat, model }, { headers });
  await response.body?.cancel();
  const upstream = response.headers.get("x-gemini-upstream");
  const backend = upstream === "api" ? api : web;
  return [upstream, backend.requests.at(-1)?.model, backend.contexts.at(-1)?.key];
}

Deno.test("a Google key in each place where clients put keys takes the request to the API", async () => {
  const places: [Record<string, string>, string][] = [
    [{ authorization: `Bearer ${key}` }, path],
    [{ "x-api-key": key }, path],
    [{ "x-goog-api-key": key }, path],
    [{ "api-key": key }, path],
    [{ authorization: key }, path],
    [{}, `${path}?key=${key}`],
  ];
  for (const [headers, at] of places) {
    assertEquals(await served(pair(), { headers, at }), ["api", "gemini-3.5-flash", key]);
  }
  assertEquals(await served(pair(), { headers: { authorization: "Bearer sk-1" } }), [
    "web",
    "gemini-3.5-flash",
    undefined,
  ]);
});

Deno.test("a client's own key goes before the owner's, which it never sees used", async () => {
  const headers = { "x-api-key": key };
  for (const model of ["gemini-3.5-flash", "api/gemini-3.5-flash"]) {
    const answered = await served(pair({ geminiApiKey: "owner" }), { model, headers });
    assertEquals(answered, ["api", "gemini-3.5-flash", key]);
  }
});

Deno.test("the owner's key serves api/ names and those that only the API has", async () => {
  const over = { geminiApiKey: "owner" };
  const cases: Record<string, [string, string, string | undefined]> = {
    "api/gemini-3.5-flash": ["api", "gemini-3.5-flash", "owner"],
    "gemini-2.5-pro": ["api", "gemini-2.5-pro", "owner"],
    "gemini-3.5-flash": ["web", "gemini-3.5-flash", undefined],
    "web/gemini-3.5-flash": ["web", "gemini-3.5-flash", undefined],
    "gpt-5": ["web", "gemini-3.5-flash", undefined],
  };
  for (const [model, expected] of Object.entries(cases)) {
    assertEquals(await served(pair(over), { model }), expected, model);
  }
});

Deno.test("api/ without a key is told so and asks nobody", async () => {
  const { gateway, web, api } = pair();
  const response = await gateway.post(path, { ...chat, model: "api/gemini-3.5-flash" });
  assertEquals([response.status, (await response.json()).error.code], [401, "google_key_missing"]);
  assertEquals([web.requests, api.requests], [[], []]);
});

Deno.test("POST <base>/chat/completions with a Google key as bearer, text or parts", async () => {
  const contents = ["Explain to me how AI works", [{ type: "text", text: "Explain how AI works" }]];
  for (const content of contents) {
    const { gateway, api } = pair();
    const response = await gateway.post("/chat/completions", {
      model: "gemini-2.0-flash-exp",
      messages: [
        { role: "system", content: "You are a helpful assistant." },
        { role: "user", content },
      ],
    }, { headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } });
    const body = await response.json();
    assertEquals(body.choices[0].message.content, "api");
    assertEquals([body.model, api.contexts[0]?.key], ["gemini-2.0-flash-exp", key]);
  }
});

Deno.test("a page of any origin may use its own Google key, and nothing of the owner's with it", async () => {
  const headers = { origin: "https://any.example", "x-goog-api-key": key };
  const { gateway, web } = pair({ geminiApiKey: "owner" });
  const response = await gateway.post(path, chat, { headers });
  assertEquals(response.headers.get("access-control-allow-origin"), "https://any.example");
  assertStringIncludes(
    response.headers.get("access-control-expose-headers")!,
    "x-gemini-upstream",
  );
  assertEquals((await response.json()).choices[0].message.content, "api");
  const owners = await gateway.post(path, { ...chat, model: "web/gemini-3.5-flash" }, { headers });
  assertEquals([owners.status, web.requests.length], [401, 0]);
  assertEquals(owners.headers.get("access-control-allow-origin"), "https://any.example");
  await owners.body?.cancel();
});

Deno.test("a path is searched no further than any route reaches", async () => {
  const { gateway } = pair();
  const response = await gateway.post(`/${"models/".repeat(5000)}`, chat);
  assertEquals(response.status, 405);
  const { error } = await response.json();
  assertEquals(error.message.length < 2100, true);
});

Deno.test("dialects that share a path are told apart at each request", async () => {
  const { gateway } = pair();
  const keysOf = async (headers: Record<string, string>) =>
    Object.keys(await (await gateway.get("/v1/models", { headers })).json());
  assertEquals(await keysOf({}), ["object", "data"]);
  assertEquals(await keysOf({ "x-goog-api-key": "any" }), ["models"]);
  assertEquals(await keysOf({}), ["object", "data"]);
});

Deno.test("a page's preflight for a Google key is answered", async () => {
  const { gateway } = pair({ apiKeys: ["k"] });
  const response = await gateway.get("/v1beta/models/gemini-3.5-flash:generateContent", {
    method: "OPTIONS",
    headers: {
      origin: "https://any.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "x-goog-api-key, content-type",
    },
  });
  const allowed = ["access-control-allow-origin", "access-control-allow-headers"];
  assertEquals(allowed.map((name) => response.headers.get(name)), [
    "https://any.example",
    "x-goog-api-key, content-type",
  ]);
  assertEquals(response.headers.get("vary"), "Origin");
});

Deno.test("the model list holds the models of both upstreams that a request may reach", async () => {
  const { gateway, api } = pair();
  api.models = () => Promise.resolve([{ name: "gemini-9", displayName: "Nine" }]);
  const names = async (headers: Record<string, string>) => {
    const { data } = await (await gateway.get("/v1/models", { headers })).json();
    return data.map(({ id }: { id: string }) => id);
  };
  const web = ["gemini-3.5-flash", "gemini-flash-lite", "gemini-3.1-pro"];
  assertEquals(await names({}), web);
  assertEquals(await names({ "x-api-key": key }), [...web, "gemini-9"]);
});

Deno.test("no key stands in the log", async () => {
  const { gateway } = pair({ geminiApiKey: "owner-key" });
  const cases: [string, Record<string, string>][] = [
    [`${path}?key=${key}`, {}],
    [path, { authorization: `Bearer ${key}` }],
  ];
  for (const [at, headers] of cases) {
    await (await gateway.post(at, chat, { headers })).body?.cancel();
  }
  const log = JSON.stringify([gateway.log, gateway.faults]);
  assertEquals([gateway.log.length, log.includes("AIza"), log.includes("owner-key")], [
    2,
    false,
    false,
  ]);
});
