import type { Fields } from "../../core/fields.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Message } from "../../core/message.ts";
import { CallMatcher } from "./call_matcher.ts";
import { type DecodedPart, decodePart } from "./parts.ts";

type AssistantPart = Extract<Message, { role: "assistant" }>["parts"][number];

/**
 * A request with `contents`, `systemInstruction` and `parts` in their full form: clients also send a string or a
 * single object.
 */
export function withContentShapes(body: JsonObject): JsonObject {
  const { contents, systemInstruction } = body;
  return {
    ...body,
    ...(contents && { contents: listOf(contents).map(fullContent) }),
    ...(systemInstruction && { systemInstruction: fullContent(systemInstruction) }),
  };
}

/** Decodes `contents`. Contents stay apart as they came; results of calls become messages of their own. */
export function decodeContents(body: Fields): Message[] {
  const calls = new CallMatcher();
  const messages: Message[] = [];
  for (const content of body.objects("contents")) {
    const role = roleOf(content);
    const parts = (content.optionalObjects("parts") ?? []).map((part) => decodePart(part, role));
    const said = parts.filter((part) =>
      part.type !== "text" || part.text !== "" || part.signature !== undefined
    );
    if (role === "model") addAssistant(messages, said, calls, content);
    else addUser(messages, said, calls, content);
  }
  if (messages.length === 0) body.fail("contents", "at least one content that says something");
  return messages;
}

function fullContent(value: JsonValue): JsonValue {
  if (typeof value === "string") return { parts: [{ text: value }] };
  if (!isJsonObject(value) || value["parts"] === undefined) return value;
  const parts = value["parts"] === null ? [] : listOf(value["parts"]);
  return {
    ...value,
    parts: parts.map((part) => typeof part === "string" ? { text: part } : part),
  };
}

function listOf(value: JsonValue): JsonValue[] {
  return Array.isArray(value) ? value : [value];
}

function roleOf(content: Fields): "model" | "user" {
  // Results stand under `function` or `tool` in some samples; no role at all means the user.
  const roles = ["user", "model", "assistant", "function", "tool", ""] as const;
  const role = content.optionalOneOf("role", roles);
  return role === "model" || role === "assistant" ? "model" : "user";
}

function addAssistant(
  messages: Message[],
  parts: DecodedPart[],
  calls: CallMatcher,
  content: Fields,
): void {
  const own = parts.map((part): AssistantPart => {
    if (part.type === "tool-call") return calls.call(part);
    if (part.type !== "tool-result") return part;
    return content.fail("role", '"user" for a functionResponse');
  });
  if (own.length > 0) messages.push({ role: "assistant", parts: own });
}

function addUser(
  messages: Message[],
  parts: DecodedPart[],
  calls: CallMatcher,
  content: Fields,
): void {
  let open: Extract<Message, { role: "user" }> | undefined;
  for (const part of parts) {
    if (part.type === "tool-result") {
      const result = calls.result(part);
      const last = messages.at(-1);
      if (last?.role === "tool") last.parts.push(result);
      else messages.push({ role: "tool", parts: [result] });
      open = undefined;
    } else if (part.type === "text" || part.type === "media") {
      if (!open) messages.push(open = { role: "user", parts: [] });
      open.parts.push(part);
    } else content.fail("role", '"model" for a functionCall');
  }
}
