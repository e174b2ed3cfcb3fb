import { assertEquals, assertStringIncludes } from "@std/assert";
import { GoogleGenAI } from "@google/genai";
import { googleGenai } from "../../lib/dialects/google_genai/google_genai.ts";
import { testGateway } from "../fakes/test_gateway.ts";
import { type EmbeddingBackend, embeddingBackend } from "../openai_embeddings/embedding_backend.ts";

const model = "gemini-embedding-001";
const single = `/v1beta/models/${model}:embedContent`;
const batch = `/v1beta/models/${model}:batchEmbedContents`;
const content = (...texts: string[]) => ({ parts: texts.map((text) => ({ text })) });

function gatewayOf(api: EmbeddingBackend) {
  return testGateway(api, {}, [googleGenai()]);
}

Deno.test("embedContent answers one vector, and takes the task, title and length", async () => {
  const api = embeddingBackend();
  const response = await gatewayOf(api).post(single, {
    model: `models/${model}`,
    content: { role: "user", ...content("abc", "d") },
    task_type: "RETRIEVAL_DOCUMENT",
    title: "T",
    outputDimensionality: 3,
  });
  assertEquals(await response.json(), {
    embedding: { values: [5, 0.1, -1.5] },
    usageMetadata: { promptTokenCount: 2 },
  });
  assertEquals(response.headers.get("x-gemini-ignored"), null);
  assertEquals(api.embeds, [{
    model,
    inputs: ["abc\nd"],
    taskType: "RETRIEVAL_DOCUMENT",
    title: "T",
    dimensions: 3,
  }]);
});

Deno.test("settings may stand in an object of their own", async () => {
  const api = embeddingBackend();
  const response = await gatewayOf(api).post(single, {
    content: content("abc"),
    embedContentConfig: { taskType: "RETRIEVAL_QUERY", outputDimensionality: 3, documentOcr: true },
  });
  await response.body?.cancel();
  assertEquals(response.headers.get("x-gemini-ignored"), null);
  assertEquals([api.embeds[0]?.taskType, api.embeds[0]?.dimensions], ["RETRIEVAL_QUERY", 3]);
});

Deno.test("a batch with settings of their own keeps its order; equal ones are one call", async () => {
  const api = embeddingBackend();
  const requests = ["a", "bb", "ccc", "dddd"].map((text, index) => ({
    content: content(text),
    ...(index % 2 === 1 && { taskType: "RETRIEVAL_QUERY" }),
  }));
  const response = await gatewayOf(api).post(batch, { requests });
  const { embeddings, usageMetadata } = await response.json();
  assertEquals(embeddings.map(({ values }: { values: number[] }) => values[0]), [1, 2, 3, 4]);
  assertEquals(usageMetadata, { promptTokenCount: 8 });
  assertEquals(api.embeds.map(({ inputs, taskType }) => [taskType, inputs]), [
    [undefined, ["a", "ccc"]],
    ["RETRIEVAL_QUERY", ["bb", "dddd"]],
  ]);
});

Deno.test("the SDK embeds one text and several, in both versions of the API", async () => {
  for (const apiVersion of ["v1", "v1beta"]) {
    const api = embeddingBackend();
    const gateway = gatewayOf(api);
    const ai = new GoogleGenAI({
      apiKey: "k",
      apiVersion,
      httpOptions: {
        baseUrl: "http://127.0.0.1:8081",
        fetch: (input: string | URL | Request, init?: RequestInit) =>
          gateway.fetch(new Request(input, init)),
      },
    });
    const one = await ai.models.embedContent({ model, contents: "abc" });
    assertEquals(one.embeddings?.[0]?.values, [3, 0.1, -1.5]);
    const config = { taskType: "CLUSTERING", outputDimensionality: 3 };
    const two = await ai.models.embedContent({ model, contents: ["a", "bb"], config });
    assertEquals(two.embeddings?.map(({ values }) => values?.[0]), [1, 2]);
    assertEquals([api.embeds[1]?.taskType, api.embeds[1]?.dimensions], ["CLUSTERING", 3]);
  }
});

Deno.test("bad requests for embeddings are refused, naming the field", async () => {
  const image = { parts: [{ inlineData: { mimeType: "image/png", data: "AAAA" } }] };
  const cases: [string, unknown, string][] = [
    [single, {}, "content"],
    [single, { content: content(" ") }, "content.parts"],
    [single, { content: image }, "content.parts.0.text"],
    [single, { content: content("a"), model: "models/other" }, "model"],
    [batch, { requests: [] }, "requests"],
    [batch, { requests: Array(101).fill({ content: content("a") }) }, "requests"],
    [batch, { requests: [{ content: content("a") }, {}] }, "requests.1.content"],
  ];
  for (const [path, body, field] of cases) {
    const response = await gatewayOf(embeddingBackend()).post(path, body);
    const { error } = await response.json();
    assertEquals([response.status, error.status], [400, "INVALID_ARGUMENT"]);
    assertStringIncludes(error.message, `"${field}"`);
  }
});

Deno.test("an unknown setting of a batch is named once", async () => {
  const requests = ["a", "b"].map((text) => ({
    content: content(text),
    madeUp: 1,
    autoTruncate: true,
  }));
  const response = await gatewayOf(embeddingBackend()).post(batch, { requests });
  await response.body?.cancel();
  assertEquals(response.headers.get("x-gemini-ignored"), "requests.madeUp, requests.autoTruncate");
});

Deno.test("batch jobs stay unsupported", async () => {
  const path = `/v1beta/models/${model}:asyncBatchEmbedContent`;
  const response = await gatewayOf(embeddingBackend()).post(path, {});
  assertEquals(response.status, 400);
  assertStringIncludes((await response.json()).error.message, "batchEmbedContents");
});
