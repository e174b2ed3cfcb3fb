import type { JsonObject, JsonValue } from "./json.ts";

/** One turn of a conversation. A request keeps them in the order in which the client sent them. */
export type Message =
  | { role: "system"; parts: TextPart[] }
  | { role: "user"; parts: (TextPart | MediaPart)[] }
  | { role: "assistant"; parts: (TextPart | MediaPart | ReasoningPart | ToolCallPart)[] }
  | { role: "tool"; parts: ToolResultPart[] };

export interface TextPart {
  type: "text";
  text: string;
  /** A thought signature that came with this text; opaque, handed back as it was. */
  signature?: string;
}

/** A picture, sound, video or document. */
export interface MediaPart {
  type: "media";
  /** A MIME type; `image/*` and the like where the client named none. */
  mediaType: string;
  source: { base64: string } | { url: string };
  /** A file name, where the client gave one. */
  name?: string;
  /** Where it stood in the client's request, for what is told of it. */
  path?: string;
  signature?: string;
  /** What only a backend of the same family reads of it, untouched: Google's `videoMetadata` and the like. */
  extras?: JsonObject;
}

/** What the model thought before it spoke. */
export interface ReasoningPart {
  type: "reasoning";
  text: string;
  signature?: string;
}

/** The assistant's wish to have a tool run. */
export interface ToolCallPart {
  type: "tool-call";
  id: string;
  name: string;
  /** The arguments as JSON text, exactly as the client or the model wrote them. */
  arguments: string;
  signature?: string;
}

/** What a tool answered. */
export interface ToolResultPart {
  type: "tool-result";
  /** The id of the call it answers; empty where the client's dialect has none (then name and order match). */
  callId: string;
  /** The tool's name, where the dialect tells it; decoders fill it from the call of the same id. */
  name?: string;
  /** All of the result, in words and files. */
  parts: (TextPart | MediaPart)[];
  /** What `parts` say in words, as the client's structured value, where its dialect has one (GenAI `response`). */
  value?: JsonValue;
  isError?: boolean;
}
