// The vendor's types, for the compiler only: `import type` fetches nothing at run time.
export type {
  CreateEmbeddingResponse,
  Embedding,
  EmbeddingCreateParams,
} from "openai/resources/embeddings";
