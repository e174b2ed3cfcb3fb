import type { JsonObject } from "./json.ts";

/**
 * What a generation says while it runs:
 *
 *     stream = start { delta } finish
 *     delta  = text | reasoning | call | media | citation
 *     call   = tool-call-start { tool-call-delta } tool-call-end
 *
 * Calls do not interleave. A failure is thrown, before or after `start`. A stream without `finish` was cut.
 */
export type GenerateEvent =
  | StartEvent
  | TextEvent
  | ReasoningEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | ToolCallEndEvent
  | MediaEvent
  | CitationEvent
  | FinishEvent;

/** The upstream accepted the request. */
export interface StartEvent {
  type: "start";
  /** The model that answers, as far as it is known now; `finish.model` corrects it. */
  model: string;
  /** Names of the asked-for settings that this backend cannot honour, in words of the neutral request. */
  ignored?: string[];
}

export interface TextEvent {
  type: "text";
  delta: string;
  signature?: string;
}

export interface ReasoningEvent {
  type: "reasoning";
  delta: string;
  /** Closes the thought: opaque, to be handed back by the client. May come with an empty delta. */
  signature?: string;
}

export interface ToolCallStartEvent {
  type: "tool-call-start";
  id: string;
  name: string;
}

export interface ToolCallDeltaEvent {
  type: "tool-call-delta";
  /** The next piece of the arguments' JSON text. */
  delta: string;
}

export interface ToolCallEndEvent {
  type: "tool-call-end";
  signature?: string;
}

/** A picture (or other file) the model made. */
export interface MediaEvent {
  type: "media";
  mediaType: string;
  source: { base64: string } | { url: string };
  signature?: string;
}

/** A source of what was said. */
export interface CitationEvent {
  type: "citation";
  url: string;
  title?: string;
  /** The piece of the answer it supports: UTF-16 offsets into the whole text, end exclusive. */
  span?: { start: number; end: number };
}

export interface FinishEvent {
  type: "finish";
  reason: FinishReason;
  /** The stop sequence that ended the text, with reason `stop-sequence`. */
  stopSequence?: string;
  usage: Usage;
  /** The model that really served, where it differs from `start.model` or came to be known later. */
  model?: string;
  native?: NativeEnding;
}

/** What the upstream says of a whole answer beside its content, untouched: only a dialect of the same family reads it. */
export interface NativeEnding {
  family: "google-genai";
  /** The candidate's own fields: `finishReason`, `finishMessage`, `groundingMetadata` and the like. */
  candidate: JsonObject;
  usageMetadata?: JsonObject;
}

export type FinishReason = "stop" | "stop-sequence" | "length" | "tool-calls" | "content-filter";

export interface Usage {
  inputTokens: number;
  /** Text and calls, with the thoughts. */
  outputTokens: number;
  reasoningTokens?: number;
  cachedInputTokens?: number;
}
