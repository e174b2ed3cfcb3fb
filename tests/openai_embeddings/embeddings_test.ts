import { assertEquals, assertStringIncludes } from "@std/assert";
import OpenAI from "openai";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { openaiEmbeddings } from "../../lib/dialects/openai_embeddings/openai_embeddings.ts";
import { saying, scriptedBackend } from "../fakes/scripted_backend.ts";
import { type TestGateway, testGateway } from "../fakes/test_gateway.ts";
import { type EmbeddingBackend, embeddingBackend } from "./embedding_backend.ts";

const path = "/v1/embeddings";
const model = "gemini-embedding-001";

function gatewayOf(api: EmbeddingBackend): TestGateway {
  const web = scriptedBackend(saying("web"));
  const over = { backends: { web, api }, geminiApiKey: "owner" };
  return testGateway(web, over, [openaiEmbeddings()]);
}

async function post(body: unknown, api = embeddingBackend()) {
  const response = await gatewayOf(api).post(path, body);
  return { response, body: await response.json() };
}

Deno.test("several texts give a vector each, in their order, with the tokens counted", async () => {
  const api = embeddingBackend();
  const { response, body } = await post({ model, input: ["a", "bcd"] }, api);
  assertEquals(body, {
    object: "list",
    data: [
      { object: "embedding", index: 0, embedding: [1, 0.1, -1.5] },
      { object: "embedding", index: 1, embedding: [3, 0.1, -1.5] },
    ],
    model,
    usage: { prompt_tokens: 4, total_tokens: 4 },
  });
  assertEquals(response.headers.get("x-gemini-upstream"), "api");
  assertEquals(response.headers.get("x-gemini-model"), model);
  assertEquals(api.embeds, [{ model, inputs: ["a", "bcd"], dimensions: undefined }]);
});

Deno.test("the log tells who embedded, also where that fails", async () => {
  const api = embeddingBackend();
  const gateway = gatewayOf(api);
  await (await gateway.post(path, { model: "gemini-embedding-exp", input: "a" })).body?.cancel();
  api.embed = () => Promise.reject(new GatewayError("upstream", "It broke."));
  await (await gateway.post(path, { model: "gemini-embedding-exp", input: "a" })).body?.cancel();
  const told = gateway.log.map((entry) => [entry.askedModel, entry.servedModel, entry.upstream]);
  assertEquals(told, [
    ["gemini-embedding-exp", model, "api"],
    ["gemini-embedding-exp", "gemini-embedding-exp", "api"],
  ]);
});

Deno.test("base64 holds 32-bit floats, little-endian", async () => {
  const { body } = await post({ model, input: "ab", encoding_format: "base64" });
  const bytes = Uint8Array.from(atob(body.data[0].embedding), (sign) => sign.charCodeAt(0));
  assertEquals([...bytes.slice(0, 4)], [0, 0, 0, 64]); // 2.0
  assertEquals([...bytes.slice(8)], [0, 0, 192, 191]); // -1.5
});

Deno.test("the SDK reads vectors in its own way, as floats, and with dimensions", async () => {
  const api = embeddingBackend();
  const gateway = gatewayOf(api);
  const client = new OpenAI({
    apiKey: "k",
    baseURL: "http://127.0.0.1:8081/v1",
    fetch: (input, init) => gateway.fetch(new Request(input, init)),
  });
  const byDefault = await client.embeddings.create({ model, input: ["a", "b"], dimensions: 3 });
  assertEquals(byDefault.data[1]!.embedding.map((x) => Math.round(x * 10)), [10, 1, -15]);
  assertEquals(api.embeds[0]?.dimensions, 3);
  const floats = await client.embeddings.create({ model, input: "a", encoding_format: "float" });
  assertEquals(floats.data[0]!.embedding, [1, 0.1, -1.5]);
  assertEquals(floats.usage.total_tokens, 2);
});

Deno.test("what cannot be embedded is refused, naming the place", async () => {
  const cases: [unknown, string][] = [
    [undefined, "input"],
    ["", "input"],
    [[], "input"],
    [["a", ""], "input.1"],
    [[1, 2, 3], "input.0"],
    [[[1, 2]], "input.0"],
    [Array(2049).fill("a"), "input"],
  ];
  for (const [input, param] of cases) {
    const { response, body } = await post({ model, input });
    assertEquals([response.status, body.error.param], [400, param], JSON.stringify(input));
  }
  const tokens = await post({ model, input: [[1, 2]] });
  assertStringIncludes(tokens.body.error.message, "token numbers");
  assertEquals((await post({ model, input: Array(2048).fill("a") })).response.status, 200);
});

Deno.test("fields without effect are named in a header", async () => {
  const { response } = await post({ model, input: "a", user: "u", made_up: 1 });
  assertEquals(response.headers.get("x-gemini-ignored"), "user, made_up");
});

Deno.test("a name that no upstream knows goes to the one that embeds", async () => {
  const { response } = await post({ model: "text-embedding-3-small", input: "a" });
  assertEquals(response.headers.get("x-gemini-upstream"), "api");
});

Deno.test("the web app makes none: the error names the alternative", async () => {
  const gateways = [
    testGateway(scriptedBackend(saying("web")), {}, [openaiEmbeddings()]),
    gatewayOf(embeddingBackend()),
  ];
  const models = ["text-embedding-3-small", "web/gemini-3.5-flash"];
  for (const [index, gateway] of gateways.entries()) {
    const response = await gateway.post(path, { model: models[index], input: "a" });
    const { error } = await response.json();
    assertEquals([response.status, error.code], [400, "embedding_unsupported"]);
    assertStringIncludes(error.message, "gemini_api_key");
    assertStringIncludes(error.message, "api/gemini-embedding-001");
  }
});
