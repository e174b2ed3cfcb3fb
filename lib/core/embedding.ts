/** What every dialect's embedding request decodes to. */
export interface EmbedRequest {
  model: string;
  /** One vector is wanted for each. */
  inputs: string[];
  /** Length of the vectors; absent: the model's own. */
  dimensions?: number;
  /** The vendor's word for the use of the vectors, e.g. `RETRIEVAL_QUERY`. */
  taskType?: string;
  /** The document's title, with `RETRIEVAL_DOCUMENT`. */
  title?: string;
}

export interface Embeddings {
  /** The model that really served. */
  model: string;
  /** In the order of the inputs. */
  vectors: number[][];
  inputTokens: number;
}
