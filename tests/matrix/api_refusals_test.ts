import { assertEquals, assertStringIncludes } from "@std/assert";
import type { JsonObject } from "../../lib/core/json.ts";
import { genaiPaths, hello, withApiGateway } from "./api_gateway.ts";
import { dialectCalls } from "./dialect_calls.ts";

const chat = { model: "gemini-3.5-flash", messages: [{ role: "user", content: "hi" }] };

Deno.test("an error that came from an upstream says from which, in each dialect", () =>
  withApiGateway(async ({ api, gateway }) => {
    for (const call of dialectCalls) {
      for (const stream of [false, true]) {
        api.fail("location");
        const { headers } = call;
        const response = await gateway.post(call.path(stream), call.body("hi", stream), {
          headers,
        });
        await response.body?.cancel();
        assertEquals([response.status, response.headers.get("x-gemini-upstream")], [403, "api"]);
      }
    }
  }));

Deno.test("an error of the web app, of a count and of an embedding says so too", () =>
  withApiGateway(async ({ web, gateway }) => {
    web.fail("http-403");
    const calls: [path: string, body: JsonObject, upstream: string][] = [
      ["/v1/chat/completions", chat, "web"],
      ["/v1beta/models/api/gemini-3.5-flash:countTokens", hello, "api"],
      ["/v1/embeddings", { model: "api/gemini-embedding-001", input: "a" }, "api"],
    ];
    for (const [path, body, upstream] of calls) {
      const response = await gateway.post(path, body);
      await response.body?.cancel();
      assertEquals([response.ok, response.headers.get("x-gemini-upstream")], [false, upstream]);
    }
  }, { route: "auto", gemini_api_key: "not-one-of-googles" }));

Deno.test("a model's name that no URL can hold is an unknown one, not a fault", () =>
  withApiGateway(async ({ gateway }) => {
    const model = "gemini-3.5-flash\udfff";
    const calls: [path: string, body: JsonObject][] = [
      ["/v1/chat/completions", { ...chat, model }],
      ["/v1/messages/count_tokens", { ...chat, model }],
      ["/v1/embeddings", { input: "a", model: "gemini-embedding-001\ud800" }],
    ];
    for (const [path, body] of calls) {
      const response = await gateway.post(path, body);
      const text = await response.text();
      assertEquals(response.status, 404, text);
    }
  }));

Deno.test("an error of the gateway's own names no upstream", () =>
  withApiGateway(async ({ gateway }) => {
    const response = await gateway.post("/v1/chat/completions", { model: 1 });
    await response.body?.cancel();
    assertEquals([response.status, response.headers.get("x-gemini-upstream")], [400, null]);
  }));

Deno.test("GenAI clients get Google's QuotaFailure with the wait that is true", () =>
  withApiGateway(async ({ api, gateway }) => {
    api.fail("quota-per-day");
    const response = await gateway.post(genaiPaths[0]!, hello);
    const { error } = await response.json();
    assertEquals(error.status, "RESOURCE_EXHAUSTED");
    const details: JsonObject[] = error.details;
    const types = details.map((detail) => String(detail["@type"]).split(".").at(-1));
    assertEquals(types, ["QuotaFailure", "ErrorInfo", "RetryInfo"]);
    const seconds = response.headers.get("retry-after");
    assertEquals(details[2]?.retryDelay, `${seconds}s`);
    assertStringIncludes(JSON.stringify(details[0]), "PerDay");
    assertEquals(api.generations.length, 1);
  }));

Deno.test("thoughts that another vendor encrypted cost no refused try", () =>
  withApiGateway(async ({ api, gateway }) => {
    const tools = [{ type: "function", name: "look", parameters: { type: "object" } }];
    const input = [
      { role: "user", content: "[[tool:look {}]]" },
      { type: "reasoning", summary: [], encrypted_content: "gAAAAABoISmVJm9yZWlnbg==" },
      { type: "function_call", call_id: "c1", name: "look", arguments: "{}" },
      { type: "function_call_output", call_id: "c1", output: "42" },
    ];
    const response = await gateway.post("/v1/responses", { ...chat, tools, input });
    assertStringIncludes(await response.text(), "TOOL_RESULT: 42");
    assertEquals(api.generations.map(({ refused }) => refused), [undefined]);
  }));

Deno.test("encrypted thoughts of the gateway's own come back to Google as they were", () =>
  withApiGateway(async ({ api, gateway }) => {
    const tools = [{ type: "function", name: "look", parameters: { type: "object" } }];
    const question = { role: "user", content: "[[think:Hm]][[tool:look {}]]" };
    const include = ["reasoning.encrypted_content"];
    const body = { model: "gemini-3.5-flash", tools, include, reasoning: { summary: "auto" } };
    const first = await (await gateway.post("/v1/responses", { ...body, input: [question] }))
      .json();
    const call = first.output.find(({ type }: JsonObject) => type === "function_call");
    const result = { type: "function_call_output", call_id: call.call_id, output: "42" };
    const input = [question, ...first.output, result];
    const second = await gateway.post("/v1/responses", { ...body, input });
    assertStringIncludes(await second.text(), "TOOL_RESULT: 42");
    const sent = JSON.stringify(api.generations.at(-1)!.body);
    assertEquals([...api.signatures].filter((signature) => sent.includes(signature)).length, 1);
    assertEquals(api.generations.map(({ refused }) => refused), [undefined, undefined]);
  }));

Deno.test("a key of the new form opens the API, in each place where clients put keys", () =>
  withApiGateway(async ({ api, gateway }) => {
    const key = "AQ.Ab8RN6-not-a-real-key";
    const places: Record<string, string>[] = [
      { authorization: `Bearer ${key}` },
      { authorization: key },
      { "api-key": key },
      { "x-api-key": key },
      { "x-goog-api-key": key },
    ];
    for (const headers of places) {
      const response = await gateway.post("/v1/chat/completions", chat, { headers });
      await response.body?.cancel();
      assertEquals([response.status, api.generations.at(-1)?.key], [200, key]);
    }
    const foreign = { headers: { "api-key": "no key of the gateway's" } };
    const response = await gateway.post("/v1/chat/completions", chat, foreign);
    await response.body?.cancel();
    assertEquals(response.status, 401);
  }, { api_keys: ["own"] }));
