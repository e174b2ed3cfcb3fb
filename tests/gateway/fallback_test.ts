import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GatewaySettings } from "../../lib/gateway/settings.ts";
import { failures } from "../../lib/backends/gemini_web/failure_table.ts";
import { WebFailure } from "../../lib/backends/gemini_web/failure.ts";
import {
  type Batch,
  saying,
  type Script,
  type ScriptedBackend,
  scriptedBackend,
} from "../fakes/scripted_backend.ts";
import { type TestGateway, testGateway } from "../fakes/test_gateway.ts";

const path = "/v1/chat/completions";
const chat = { model: "gemini-3.5-flash", messages: [{ role: "user", content: "hi" }] };
const start: Batch = [{ type: "start", model: "gemini-3.5-flash" }];
const googleKey = "AIzaSyD-not-a-real-key";

function failing(error: GatewayError): Script {
  return () => {
    throw error;
  };
}

const limited = new WebFailure("usageLimit");

interface Pair {
  gateway: TestGateway;
  web: ScriptedBackend;
  api: ScriptedBackend;
}

function pair(script: Script, over: Partial<GatewaySettings> = {}): Pair {
  const web = scriptedBackend(script);
  const api = scriptedBackend(saying("from the API"), {
    name: "api",
    knows: (model) => /^gemini-\d/.test(model) && model !== "gemini-3.1-pro",
    families: { lite: "api-lite", pro: "api-pro" },
  });
  const settings = { backends: { web, api }, geminiApiKey: "owner", fallbackToApi: true, ...over };
  return { gateway: testGateway(web, settings), web, api };
}

Deno.test("a limit before the first event moves the request to the API, which the answer tells", async () => {
  for (const stream of [false, true]) {
    const { gateway, api } = pair(failing(limited));
    const response = await gateway.post(path, { ...chat, stream });
    assertStringIncludes(await response.text(), "from the API");
    assertEquals(response.headers.get("x-gemini-upstream"), "api");
    assertEquals(response.headers.get("x-gemini-model"), "gemini-3.5-flash");
    assertEquals(api.contexts[0]?.key, "owner");
    const [entry] = gateway.log;
    assertEquals([entry?.upstream, entry?.error, entry?.status], ["api", undefined, 200]);
  }
});

Deno.test("the model keeps its name where the API has it, else its family's model serves", async () => {
  const expected = {
    "gemini-3.5-flash": "gemini-3.5-flash",
    "gemini-3.1-pro": "api-pro",
    "gemini-flash-lite": "api-lite",
    "gpt-5-mini": "api-lite",
    "gpt-5": "gemini-3.5-flash",
  };
  for (const [model, served] of Object.entries(expected)) {
    const { gateway, api } = pair(failing(limited));
    await (await gateway.post(path, { ...chat, model })).body?.cancel();
    assertEquals(api.requests[0]?.model, served, model);
  }
});

Deno.test("limits and blocks of the web app move a request, its other failures do not", async () => {
  const moving = Object.keys(failures).filter((name) => {
    const { kind, code } = failures[name as keyof typeof failures];
    return kind === "rate-limited" || kind === "quota-used-up" ||
      code === "google_region_refused" || code === "session_refused";
  });
  assert(moving.includes("networkBlocked") && moving.includes("rateLimited"));
  for (const name of Object.keys(failures) as (keyof typeof failures)[]) {
    const { gateway, api } = pair(failing(new WebFailure(name)));
    await (await gateway.post(path, chat)).body?.cancel();
    assertEquals(api.requests.length, moving.includes(name) ? 1 : 0, name);
  }
});

Deno.test("it is off by default, and needs a key", async () => {
  for (const over of [{ fallbackToApi: false }, { geminiApiKey: undefined }]) {
    const { gateway, api } = pair(failing(limited), over);
    const response = await gateway.post(path, chat);
    assertEquals([response.status, (await response.json()).error.code], [429, limited.code]);
    assertEquals(api.requests, []);
  }
});

Deno.test("a client's own key serves where the route is the web", async () => {
  const over: Partial<GatewaySettings> = { route: "web", geminiApiKey: undefined };
  const { gateway, api } = pair(failing(limited), over);
  const headers = { authorization: `Bearer ${googleKey}` };
  await (await gateway.post(path, chat, { headers })).body?.cancel();
  assertEquals(api.contexts[0]?.key, googleKey);
});

Deno.test("a client that says web/ stays there, and so does a strict model that the API lacks", async () => {
  const cases: [string, Partial<GatewaySettings>][] = [
    ["web/gemini-3.5-flash", {}],
    ["gemini-3.1-pro", { strictModels: true }],
  ];
  for (const [model, over] of cases) {
    const { gateway, api } = pair(failing(limited), over);
    const response = await gateway.post(path, { ...chat, model });
    await response.body?.cancel();
    assertEquals([response.status, api.requests.length], [429, 0], model);
  }
});

Deno.test("after the first event nothing moves any more", async () => {
  const { gateway, api } = pair(function* () {
    yield start;
    throw limited;
  });
  const whole = await gateway.post(path, chat);
  assertEquals(whole.status, 429);
  await whole.body?.cancel();
  const text = await (await gateway.post(path, { ...chat, stream: true })).text();
  assertStringIncludes(text, limited.code!);
  assertEquals(api.requests, []);
});

Deno.test("once the client was told who serves, nothing moves any more", async () => {
  const gate = Promise.withResolvers<void>();
  // deno-lint-ignore require-yield -- it fails before it says anything
  const { gateway, api } = pair(async function* () {
    await gate.promise;
    throw limited;
  }, { heartbeatMs: 5 });
  const response = await gateway.post(path, { ...chat, stream: true });
  assertEquals(response.headers.get("x-gemini-upstream"), "web");
  gate.resolve();
  assertStringIncludes(await response.text(), limited.code!);
  assertEquals(api.requests, []);
});

Deno.test("a limit of the API itself moves nothing", async () => {
  const { gateway, web, api } = pair(saying("from the web"), { route: "api" });
  let asked = 0;
  api.generate = () => {
    asked++;
    throw limited;
  };
  const response = await gateway.post(path, chat);
  await response.body?.cancel();
  assertEquals([response.status, asked, web.requests.length], [429, 1, 0]);
});

Deno.test("where the API fails too, its failure is the answer, and nobody is asked twice", async () => {
  const { gateway, web, api } = pair(failing(limited));
  api.generate = () => {
    throw new GatewayError("forbidden", "No.", { code: "permission_denied" });
  };
  const response = await gateway.post(path, chat);
  assertEquals([response.status, (await response.json()).error.code], [403, "permission_denied"]);
  assertEquals(web.requests.length, 1);
});

Deno.test("a client that leaves is not taken to the API", async () => {
  const asked = Promise.withResolvers<void>();
  // deno-lint-ignore require-yield -- it fails before it says anything
  const { gateway, api } = pair(async function* (_request, { signal }) {
    asked.resolve();
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    throw new GatewayError("cancelled", "The client left.");
  });
  const client = new AbortController();
  const answer = gateway.post(path, chat, { signal: client.signal });
  await asked.promise;
  client.abort();
  assertEquals((await answer).status, 499);
  assertEquals(api.requests, []);
});
