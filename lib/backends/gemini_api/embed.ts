import type { Embeddings, EmbedRequest } from "../../core/embedding.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { estimateTokens } from "../../core/token_estimate.ts";
import type { ApiClient } from "./api_client.ts";
import { unreadable } from "./api_failure.ts";

/** Serves names that are no embedding models of Google's; the answer names it. */
const usualModel = "gemini-embedding-001";

/** Texts in one request of the API. */
const mostTexts = 100;

/** Vectors of texts, a hundred at a time. Tokens are estimated where the API does not count them. */
export async function embed(
  client: ApiClient,
  request: EmbedRequest,
  { key, signal }: { key: string; signal: AbortSignal },
): Promise<Embeddings> {
  const model = embeddingModel(request.model);
  const vectors: number[][] = [];
  let inputTokens = 0;
  for (let at = 0; at < request.inputs.length; at += mostTexts) {
    const texts = request.inputs.slice(at, at + mostTexts);
    const answer = await client.call({
      path: `models/${encodeURIComponent(model)}:batchEmbedContents`,
      body: JSON.stringify({ requests: texts.map((text) => embedContent(model, text, request)) }),
      key,
      signal,
    });
    const batch = vectorsOf(answer);
    if (batch.length !== texts.length) throw unreadable();
    vectors.push(...batch);
    inputTokens += countedTokens(answer) ??
      texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  }
  return { model, vectors, inputTokens };
}

function embeddingModel(name: string): string {
  const foreign = /^text-embedding-(3|ada)/.test(name) || !/embedding|^aqa/.test(name);
  return foreign ? usualModel : name;
}

function embedContent(model: string, text: string, request: EmbedRequest): JsonObject {
  const { taskType, title, dimensions } = request;
  return {
    model: `models/${model}`,
    content: { parts: [{ text }] },
    ...(taskType && { taskType }),
    ...(title && { title }),
    ...(dimensions !== undefined && { outputDimensionality: dimensions }),
  };
}

function vectorsOf({ embeddings }: JsonObject): number[][] {
  if (!Array.isArray(embeddings)) throw unreadable();
  return embeddings.map((embedding) => {
    const values = isJsonObject(embedding) ? embedding.values : undefined;
    if (!Array.isArray(values)) throw unreadable();
    return values as number[];
  });
}

function countedTokens({ usageMetadata }: JsonObject): number | undefined {
  const count = isJsonObject(usageMetadata) ? usageMetadata.promptTokenCount : undefined;
  return typeof count === "number" ? count : undefined;
}
