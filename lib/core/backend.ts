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
}

/** One upstream: where answers come from. */
export interface Backend {
  /** A short word for headers and logs: `web`, `api`. */
  name: string;
  /** What the upstream does by itself; the rest is emulated. */
  capabilities: Capabilities;
  models(context: GenerateContext): Promise<ModelInfo[]>;
  generate: Generate;
  /** Exact count of the request's input tokens, where the upstream has one. */
  countTokens?(request: GenerateRequest, context: GenerateContext): Promise<number>;
}

export interface Capabilities {
  tools: boolean;
  jsonOutput: boolean;
  stopSequences: boolean;
  maxOutputTokens: boolean;
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
