import { allOrNothing } from "../../core/all_or_nothing.ts";
import type { EmbedRequest } from "../../core/embedding.ts";
import type { Exchange } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { decodeBatchEmbed, type DecodedEmbed, decodeEmbed } from "./embed_request.ts";
import type { BatchEmbedBody, ContentEmbedding, Wire } from "./wire.ts";

/** Answers `:embedContent`. */
export async function embedContent(exchange: Exchange): Promise<Response> {
  const { embed, ignored } = decodeEmbed(await exchange.body(), exchange.params["name"]!);
  const { embeddings, headers } = await exchange.embed(requestOf([embed]), { ignored });
  const { vectors: [values], inputTokens } = embeddings;
  const body: { embedding: Wire<ContentEmbedding> } & BatchEmbedBody = {
    embedding: { values },
    usageMetadata: { promptTokenCount: inputTokens },
  };
  return jsonResponse(body, { headers });
}

/** Calls at a time for one batch. */
const mostAtOnce = 4;

/**
 * Answers `:batchEmbedContents`. Each of its requests has settings of its own; those with the same ones, mostly all,
 * are one call.
 */
export async function batchEmbedContents(exchange: Exchange): Promise<Response> {
  const { embeds, ignored } = decodeBatchEmbed(await exchange.body(), exchange.params["name"]!);
  const groups = [...Map.groupBy(embeds.keys(), (index) => settingsOf(embeds[index]!)).values()];
  const answers = await allOrNothing(groups, mostAtOnce, (group, signal) => {
    return exchange.embed(requestOf(group.map((index) => embeds[index]!)), { ignored, signal });
  });
  const vectors: Wire<ContentEmbedding>[] = [];
  let promptTokenCount = 0;
  answers.forEach(({ embeddings }, at) => {
    promptTokenCount += embeddings.inputTokens;
    groups[at]!.forEach((index, nth) => vectors[index] = { values: embeddings.vectors[nth] });
  });
  const body: BatchEmbedBody = { embeddings: vectors, usageMetadata: { promptTokenCount } };
  return jsonResponse(body, { headers: answers[0]!.headers });
}

function settingsOf({ taskType, title, dimensions }: DecodedEmbed): string {
  return JSON.stringify([taskType, title, dimensions]);
}

/** Of texts with the same settings. */
function requestOf(embeds: DecodedEmbed[]): EmbedRequest {
  const { text: _, ...settings } = embeds[0]!;
  return { ...settings, inputs: embeds.map(({ text }) => text) };
}
