import type { Embeddings, EmbedRequest } from "./embedding.ts";
import type { GenerateEvent } from "./generate_event.ts";
import type { GenerateRequest } from "./generate_request.ts";

/**
 * Answers a request. The iterable yields batches: the events that one read of the network brought, never an empty
 * batch. So everything that follows is synchronous per batch, and what is ready leaves in one write.
 * Failures are thrown as `GatewayError`. When `context.signal` aborts, the upstream's connection is closed at once and
 * the iteration ends with an error of kind `cancelled`.
 */
export type Generate = (
  request: GenerateRequest,
  context: GenerateContext,
) => AsyncIterable<readonly GenerateEvent[]>;

export interface GenerateContext {
  signal: AbortSignal;
  /** The client's own key for this backend, where it brought one. A secret. */
  key?: string;
  /** Nobody reads the events as they come: the answer may be fetched in one piece, which costs less. */
  whole?: boolean;
}

/** One upstream: where answers come from. */
export interface Backend {
  /** A short word for headers and logs: `web`, `api`. */
  name: string;
  /** What the upstream does by itself; the rest is emulated. */
  capabilities: Capabilities;
  /** Whether this upstream has a model of that very name. */
  knows(model: string): boolean;
  /** The models that stand in for names nobody knows, by what such a name promises. */
  families: ModelFamilies;
  models(context: GenerateContext): Promise<ModelInfo[]>;
  generate: Generate;
  /** Exact count of the request's input tokens, where the upstream has one. */
  countTokens?(request: GenerateRequest, context: GenerateContext): Promise<number>;
  /** Vectors of texts, where the upstream makes them. */
  embed?(request: EmbedRequest, context: GenerateContext): Promise<Embeddings>;
}

export interface ModelFamilies {
  lite: string;
  pro: string;
  /** The model that makes pictures; absent: the upstream has none for requests that want nothing else. */
  image?: string;
}

export interface Capabilities {
  /** Takes a list of messages; without it, exactly one user message. */
  conversation: boolean;
  tools: boolean;
  jsonOutput: boolean;
  stopSequences: boolean;
  maxOutputTokens: boolean;
  /** Takes no pictures or files. Those of the past are put in words; those that the user sends now it refuses. */
  textOnly?: true;
  /** UTF-8 bytes that the text of the one user message may have; absent: no such limit is known. */
  maxPromptBytes?: number;
}

/** What the model lists of all dialects are made of. */
export interface ModelInfo {
  /** The name to ask for. */
  name: string;
  displayName: string;
  description?: string;
  inputTokenLimit?: number;
  outputTokenLimit?: number;
  thinking?: boolean;
  /** Unix seconds; when the model came out, as far as known. */
  createdAt?: number;
  /** GenAI words: generateContent, embedContent, … Absent: generation only. */
  methods?: string[];
}
