import type { Fields } from "../../core/fields.ts";
import { isJsonObject, type JsonValue } from "../../core/json.ts";
import type {
  MediaPart,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "../../core/message.ts";
import { toldText } from "./told_text.ts";
import type { FunctionCall, FunctionResponse, Part } from "./wire.ts";

export type DecodedPart = TextPart | ReasoningPart | MediaPart | ToolCallPart | ToolResultPart;

/**
 * What becomes of each field of a part. `content` is what the part is, exactly one of them; `told` is content that the
 * model reads as text; `attribute` goes with the content; `media` goes with a file to the vendor's own API, and is
 * ignored beside all else; the rest as in `FieldDecision`.
 */
export const partFields = {
  text: "content",
  inlineData: "content",
  fileData: "content",
  functionCall: "content",
  functionResponse: "content",
  executableCode: "told",
  codeExecutionResult: "told",
  toolCall: "told",
  toolResponse: "told",
  audioTranscription: "told",
  thought: "attribute",
  thoughtSignature: "attribute",
  partMetadata: "no-effect", // the client's own notes
  mediaProcessing: "media",
  mediaResolution: "media",
  videoMetadata: "media",
  speechMetadata: "ignored",
} as const satisfies Record<
  keyof Part,
  "content" | "told" | "attribute" | "media" | "no-effect" | "ignored"
>;

type ContentField = {
  [K in keyof Part]-?: typeof partFields[K] extends "content" | "told" ? K : never;
}[keyof Part];

const contentFields = Object.entries(partFields)
  .filter(([, kind]) => kind === "content" || kind === "told")
  .map(([name]) => name as ContentField);

const mediaFields = Object.entries(partFields)
  .filter(([, kind]) => kind === "media")
  .map(([name]) => name);

/** Decodes one part of a content of that role. Thoughts are thoughts only where the model speaks. */
export function decodePart(part: Fields, role: "user" | "model"): DecodedPart {
  part.raw("partMetadata");
  const signature = part.optionalString("thoughtSignature");
  const thought = part.optionalBoolean("thought") ?? false;
  const content = decodeContent(part, contentField(part));
  const signed = signature === undefined || content.type === "tool-result"
    ? content
    : { ...content, signature };
  return thought && role === "model" && signed.type === "text"
    ? { ...signed, type: "reasoning" }
    : signed;
}

/** The one field that says what the part is; an empty text beside another one says nothing. */
function contentField(part: Fields): ContentField {
  const given = contentFields.filter((name) => part.has(name));
  const [first, ...more] = given.length > 1 && part.object["text"] === ""
    ? given.filter((name) => name !== "text")
    : given;
  if (first === undefined) {
    if (part.has("thoughtSignature") || part.has("thought")) return "text";
    return part.fail("text", `this or another of ${contentFields.join(", ")}`);
  }
  if (more.length > 0) part.fail(more[0]!, `nothing beside "${first}"`);
  part.raw("text");
  return first;
}

function decodeContent(part: Fields, field: ContentField): DecodedPart {
  switch (field) {
    case "text":
      return { type: "text", text: part.optionalString("text") ?? "" };
    case "inlineData":
    case "fileData":
      return { ...mediaPart(part, field), ...mediaExtras(part) };
    case "functionCall":
      return toolCall(part.nested("functionCall"));
    case "functionResponse":
      return toolResult(part.nested("functionResponse"));
    case "executableCode":
    case "codeExecutionResult":
    case "toolCall":
    case "toolResponse":
    case "audioTranscription":
      return { type: "text", text: toldText(part.nested(field), field) };
  }
}

function mediaPart(part: Fields, field: "inlineData" | "fileData"): MediaPart {
  const fields = part.nested(field);
  const name = fields.optionalString("displayName");
  if (field === "fileData") {
    const url = fields.string("fileUri");
    const mediaType = fields.optionalString("mimeType") ?? "application/octet-stream";
    return { type: "media", mediaType, source: { url }, name, path: part.path };
  }
  const data = fields.string("data");
  // The API takes base64 of both alphabets; the neutral form has one.
  const base64 = /[-_]/.test(data) ? data.replaceAll("-", "+").replaceAll("_", "/") : data;
  const mediaType = fields.string("mimeType");
  return { type: "media", mediaType, source: { base64 }, name, path: part.path };
}

function mediaExtras(part: Fields): Pick<MediaPart, "extras"> {
  const given = mediaFields.filter((name) => part.has(name));
  if (given.length === 0) return {};
  return { extras: Object.fromEntries(given.map((name) => [name, part.raw(name)])) };
}

/** `streamFunctionCallArguments` is never honoured, so that calls are always whole. */
export const functionCallFields = {
  id: "read",
  name: "read",
  args: "read",
  partialArgs: "ignored",
  willContinue: "ignored",
} as const satisfies Record<keyof FunctionCall, "read" | "ignored">;

function toolCall(call: Fields): ToolCallPart {
  const args = call.raw("args");
  if (args !== undefined && !isJsonObject(args)) call.fail("args", "an object");
  return {
    type: "tool-call",
    id: call.optionalString("id") ?? "",
    name: call.string("name"),
    arguments: JSON.stringify(args ?? {}),
  };
}

export const functionResponseFields = {
  id: "read",
  name: "read",
  parts: "read",
  response: "read",
  scheduling: "ignored", // of the live API
  willContinue: "ignored",
} as const satisfies Record<keyof FunctionResponse, "read" | "ignored">;

function toolResult(result: Fields): ToolResultPart {
  const name = result.optionalString("name");
  const value = result.raw("response");
  const media = (result.optionalObjects("parts") ?? []).map((part) => {
    part.raw("mediaProcessing");
    return mediaPart(part, part.has("fileData") ? "fileData" : "inlineData");
  });
  return {
    type: "tool-result",
    callId: result.optionalString("id") ?? "",
    name,
    parts: [...(value === undefined ? [] : [resultText(value, name)]), ...media],
    value,
    ...(isJsonObject(value) && onlyKey(value) === "error" && { isError: true }),
  };
}

/**
 * The result in words. Clients wrap it in an object with a key of their choice (`output`, `result`, `error`, or
 * `content` beside the tool's name): a text that stands alone there is taken out, all else stays JSON.
 */
function resultText(response: JsonValue, name: string | undefined): TextPart {
  let value = response;
  if (isJsonObject(value)) {
    const { name: named, ...rest } = value;
    if (named !== undefined && named === name) value = rest;
    const key = onlyKey(value);
    if (key !== undefined) value = typeof value[key] === "string" ? value[key] : value;
  }
  return { type: "text", text: typeof value === "string" ? value : JSON.stringify(value) };
}

function onlyKey(object: object): string | undefined {
  const keys = Object.keys(object);
  return keys.length === 1 ? keys[0] : undefined;
}
