import type { EmbedRequest } from "../../lib/core/embedding.ts";
import { saying, type ScriptedBackend, scriptedBackend } from "../fakes/scripted_backend.ts";

export interface EmbeddingBackend extends ScriptedBackend {
  embeds: EmbedRequest[];
}

/** The official API as far as embeddings go: each text becomes its length and two fixed numbers. */
export function embeddingBackend(): EmbeddingBackend {
  const embeds: EmbedRequest[] = [];
  const backend = scriptedBackend(saying("ok"), {
    name: "api",
    knows: (model) => /^gemini-/.test(model),
    embed: (request) => {
      embeds.push(request);
      return Promise.resolve({
        model: "gemini-embedding-001",
        vectors: request.inputs.map((text) => [text.length, 0.1, -1.5]),
        inputTokens: request.inputs.length * 2,
      });
    },
  });
  return Object.assign(backend, { embeds });
}
