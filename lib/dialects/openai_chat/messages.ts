import type { Fields } from "../../core/fields.ts";
import { misread } from "../../core/gateway_error.ts";
import type {
  MediaPart,
  Message,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "../../core/message.ts";
import { unsupportedField } from "../openai/field_decisions.ts";
import { freeformArguments } from "../openai/freeform_input.ts";
import { partsOfMarkdown } from "../openai/markdown_media.ts";
import { mediaOfUrl } from "../openai/media_url.ts";
import { callArguments, thoughtSignature } from "./tool_calls.ts";
import type { ChatCompletionContentPart, ChatCompletionMessageParam } from "./wire.ts";

type Role = ChatCompletionMessageParam["role"];
type ContentType = ChatCompletionContentPart["type"];
type AssistantMessage = Extract<Message, { role: "assistant" }>;

const roles = {
  developer: true,
  system: true,
  user: true,
  assistant: true,
  tool: true,
  function: true,
} satisfies Record<Role, true>;

const roleWords = Object.keys(roles) as Role[];

/** Decodes `messages`. Results of one round become one tool message; their names come from the calls' ids. */
export function decodeMessages(body: Fields): Message[] {
  const fields = body.objects("messages");
  if (fields.length === 0) body.fail("messages", "at least one message");
  const names = new Map<string, string>();
  const messages: Message[] = [];
  for (const message of fields) {
    const role = message.oneOf("role", roleWords);
    switch (role) {
      case "system":
      case "developer":
        messages.push({ role: "system", parts: textParts(message) });
        break;
      case "user":
        messages.push({ role: "user", parts: userParts(message) });
        message.optionalString("name");
        break;
      case "assistant":
        messages.push(assistantMessage(message, names));
        break;
      case "tool":
      case "function":
        addResult(messages, toolResult(message, role, names));
    }
  }
  return messages;
}

function addResult(messages: Message[], result: ToolResultPart): void {
  const last = messages.at(-1);
  if (last?.role === "tool") last.parts.push(result);
  else messages.push({ role: "tool", parts: [result] });
}

function assistantMessage(message: Fields, names: Map<string, string>): AssistantMessage {
  const parts: AssistantMessage["parts"] = [];
  const thoughts = message.optionalString("reasoning_content");
  if (thoughts) parts.push({ type: "reasoning", text: thoughts });
  if (message.has("content")) {
    const said = textParts(message).flatMap(({ text }) => partsOfMarkdown(text));
    parts.push(...said.map((part) => withPath(part, message.at("content"))));
  }
  const refusal = message.optionalString("refusal");
  if (refusal) parts.push({ type: "text", text: refusal });
  for (const call of message.optionalObjects("tool_calls") ?? []) {
    const part = toolCall(call);
    names.set(part.id, part.name);
    parts.push(part);
  }
  const legacy = message.optionalNested("function_call");
  if (legacy) {
    const name = legacy.string("name");
    parts.push({ type: "tool-call", id: "", name, arguments: callArguments(legacy, "arguments") });
  }
  message.raw("annotations");
  message.optionalString("name");
  return { role: "assistant", parts };
}

function toolCall(call: Fields): ToolCallPart {
  const type = call.optionalOneOf("type", ["function", "custom"]) ?? "function";
  call.raw("index");
  const id = call.string("id");
  const signature = thoughtSignature(call);
  if (type === "custom") {
    const custom = call.nested("custom");
    const input = freeformArguments(custom.string("input"));
    return { type: "tool-call", id, name: custom.string("name"), arguments: input, signature };
  }
  const called = call.nested("function");
  const args = callArguments(called, "arguments");
  return { type: "tool-call", id, name: called.string("name"), arguments: args, signature };
}

function toolResult(
  message: Fields,
  role: "tool" | "function",
  names: Map<string, string>,
): ToolResultPart {
  const callId = role === "tool" ? message.string("tool_call_id") : "";
  const name = message.optionalString("name") ?? names.get(callId);
  const parts = message.has("content") ? userParts(message) : [];
  return { type: "tool-result", callId, name, parts };
}

function textParts(message: Fields): TextPart[] {
  return userParts(message).map((part, index) =>
    part.type === "text" ? part : message.fail(`content.${index}.type`, '"text" for this role')
  );
}

function userParts(message: Fields): (TextPart | MediaPart)[] {
  const content = message.raw("content");
  if (typeof content === "string") return [{ type: "text", text: content }];
  if (!Array.isArray(content)) message.fail("content", "a string or an array of parts");
  return message.objects("content").map((part) => withPath(contentPart(part), part.path));
}

function withPath(part: TextPart | MediaPart, path: string): TextPart | MediaPart {
  return part.type === "media" ? { ...part, path } : part;
}

function contentPart(part: Fields): TextPart | MediaPart {
  const type = part.oneOf(
    "type",
    ["text", "refusal", "image_url", "input_audio", "file"] satisfies (ContentType | "refusal")[],
  );
  switch (type) {
    case "text":
      part.raw("cache_control"); // sent by tools written for another vendor; nothing to cache here
      part.raw("prompt_cache_breakpoint");
      return { type: "text", text: part.string("text") };
    case "refusal":
      return { type: "text", text: part.string("refusal") };
    case "image_url":
      return imagePart(part);
    case "input_audio": {
      const audio = part.nested("input_audio");
      const format = audio.optionalString("format") ?? "wav";
      const source = { base64: audio.string("data") };
      return { type: "media", mediaType: `audio/${format === "mp3" ? "mpeg" : format}`, source };
    }
    case "file":
      return filePart(part.nested("file"));
  }
}

function imagePart(part: Fields): MediaPart {
  const image = part.raw("image_url");
  const nested = typeof image === "string" ? undefined : part.nested("image_url");
  nested?.optionalString("detail");
  const url = typeof image === "string" ? image : nested!.string("url");
  return mediaOf(url, "image/*", part.at("image_url.url"));
}

function filePart(file: Fields): MediaPart {
  if (file.has("file_id")) {
    const param = file.at("file_id");
    throw unsupportedField(
      param,
      `Cannot use "${param}": no files are kept here; send the file as file_data.`,
    );
  }
  const name = file.optionalString("filename");
  const data = file.string("file_data");
  const part = data.startsWith("data:")
    ? mediaOf(data, "application/pdf", file.at("file_data"))
    : { type: "media" as const, mediaType: "application/pdf", source: { base64: data } };
  return { ...part, name };
}

function mediaOf(url: string, mediaType: string, path: string): MediaPart {
  const part = mediaOfUrl(url, mediaType);
  if (part) return part;
  throw misread(path, "an http(s) URL or a base64 data: URL");
}
