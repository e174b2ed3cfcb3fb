import { Buffer } from "node:buffer";
import type { Embeddings } from "../../core/embedding.ts";
import type { DecodedEmbedding } from "./decode.ts";
import type { CreateEmbeddingResponse, Embedding } from "./wire.ts";

/** The vendor's SDK asks for base64 unless told otherwise, and decodes it. */
type EmbeddingBody = Omit<Embedding, "embedding"> & { embedding: number[] | string };
type ResponseBody = Omit<CreateEmbeddingResponse, "data"> & { data: EmbeddingBody[] };

export function encodeEmbeddings(
  { model, vectors, inputTokens }: Embeddings,
  format: DecodedEmbedding["format"],
): ResponseBody {
  return {
    object: "list",
    data: vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: format === "base64" ? base64Floats(vector) : vector,
    })),
    model,
    usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
  };
}

/** Numbers as base64 of 32-bit floats, little-endian whatever the machine is. */
function base64Floats(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  vector.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return bytes.toString("base64");
}
