import type { JsonObject } from "./json.ts";
import type { Message } from "./message.ts";
import type { Tool, ToolChoice } from "./tool.ts";

/** What every dialect decodes to and every backend answers: one turn of one conversation. */
export interface GenerateRequest {
  /** The model's name as the client wrote it; the catalogue replaces it by the backend's own name. */
  model: string;
  messages: Message[];
  tools: Tool[];
  toolChoice: ToolChoice;
  parallelToolCalls: boolean;
  /** The client offered the vendor's own web search tool. */
  webSearch: boolean;
  output: OutputFormat;
  reasoning: Reasoning;
  sampling: Sampling;
  /** Stop sequences, none of them empty. */
  stop: string[];
  /** Kinds of answer beside text that the client can take. */
  outputMedia?: OutputMedia;
  /** Fields that only a backend of the same family may read, untouched. */
  extras?: NativeFields;
}

export interface NativeFields {
  family: "google-genai";
  fields: JsonObject;
  /** Paths of those without which an answer would be wrong, each with what to do where nobody reads them. */
  needed?: Record<string, string>;
}

export type OutputFormat =
  | { type: "text" }
  | { type: "json"; schema?: JsonObject; name?: string };

export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh";

export interface Reasoning {
  effort?: ReasoningEffort;
  /** Tokens the model may think; 0 = none, -1 = as many as it likes. */
  budgetTokens?: number;
  /** `@think=N` of the model's name: 0 deepest … 4 shallowest. */
  depth?: number;
  /** Whether the client wants to see the thoughts. */
  show: boolean;
}

export interface Sampling {
  temperature?: number;
  topP?: number;
  topK?: number;
  seed?: number;
  maxOutputTokens?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
}

export interface OutputMedia {
  image: boolean;
  /** An answer without the media is of no use: an upstream that makes none is not asked. */
  required?: boolean;
  /** `W:H`, where the client asked for one. */
  aspectRatio?: string;
  /** The vendor's size word (`1K`, `2K`, `4K`). */
  size?: string;
}

/** A request for plain text with nothing asked but its messages. */
export function textRequest(model: string, messages: Message[]): GenerateRequest {
  return {
    model,
    messages,
    tools: [],
    toolChoice: { mode: "auto" },
    parallelToolCalls: true,
    webSearch: false,
    output: { type: "text" },
    reasoning: { show: true },
    sampling: {},
    stop: [],
  };
}
