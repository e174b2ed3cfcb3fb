import { GatewayError } from "../../core/gateway_error.ts";
import type { ContentPart } from "../../core/generation.ts";
import { isJsonObject, type JsonObject, tryParseJson } from "../../core/json.ts";
import type { MediaPart, ToolCallPart } from "../../core/message.ts";
import type { Part, Wire } from "./wire.ts";

export interface PartStyle {
  /** The client asked for thoughts. */
  showThoughts: boolean;
  /** The client wants a word of an enum bare; the model says it as a JSON string. */
  bareEnum: boolean;
}

export type AnswerPart = Wire<Part>;

/** A piece of the answer as the vendor's part; `undefined` where nothing of it is for this client. */
export function answerPart(part: ContentPart, style: PartStyle): AnswerPart | undefined {
  const thoughtSignature = part.signature ? { thoughtSignature: part.signature } : {};
  switch (part.type) {
    case "text":
      if (!part.text && !part.signature) return undefined;
      return { text: style.bareEnum ? bareWord(part.text) : part.text, ...thoughtSignature };
    case "reasoning":
      if (style.showThoughts) return { text: part.text, thought: true, ...thoughtSignature };
      // A signature has to come back even where its thought was not shown.
      return part.signature ? { text: "", ...thoughtSignature } : undefined;
    case "tool-call":
      return {
        functionCall: { id: part.id, name: part.name, args: callArguments(part) },
        ...thoughtSignature,
      };
    case "media":
      return { ...mediaFields(part), ...thoughtSignature };
  }
}

function bareWord(text: string): string {
  const value = tryParseJson(text);
  return typeof value === "string" ? value : text;
}

function callArguments(call: ToolCallPart): JsonObject {
  const args = call.arguments === "" ? {} : tryParseJson(call.arguments);
  if (isJsonObject(args)) return args;
  throw new GatewayError(
    "upstream",
    `Gemini called ${call.name} with arguments that are no JSON object; try again.`,
    { code: "invalid_tool_arguments" },
  );
}

function mediaFields({ mediaType, source }: MediaPart): AnswerPart {
  return "url" in source
    ? { fileData: { mimeType: mediaType, fileUri: source.url } }
    : { inlineData: { mimeType: mediaType, data: source.base64 } };
}
