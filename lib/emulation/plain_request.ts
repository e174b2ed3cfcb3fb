import { Buffer } from "node:buffer";
import type { Capabilities } from "../core/backend.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import type { Message } from "../core/message.ts";
import { offeredTools } from "./offered_tools.ts";

/** Whether the upstream can answer the request just as it is. */
export function isPlain(request: GenerateRequest, capabilities: Capabilities): boolean {
  const { tools, stopSequences, maxOutputTokens } = capabilities;
  return !needsWords(request, capabilities) &&
    (tools || request.tools.length === 0) &&
    (stopSequences || request.stop.length === 0) &&
    (maxOutputTokens || request.sampling.maxOutputTokens === undefined);
}

/** Whether something of the request has to be said in words. */
export function needsWords(request: GenerateRequest, capabilities: Capabilities): boolean {
  const { conversation, tools, jsonOutput, maxPromptBytes } = capabilities;
  if (!tools && (offeredTools(request).length > 0 || showsCalls(request.messages))) return true;
  if (!jsonOutput && request.output.type === "json") return true;
  if (conversation) return false;
  const [only, ...others] = request.messages;
  if (others.length > 0 || only?.role !== "user") return true;
  const texts = only.parts.filter((part) => part.type === "text");
  return texts.length > 1 || !fitsPrompt(texts[0]?.text ?? "", maxPromptBytes);
}

/** Whether the model might imitate calls of a conversation in which it has no tools now. */
export function showsCalls(messages: readonly Message[]): boolean {
  return messages.some((message) =>
    message.role === "assistant" && message.parts.some((part) => part.type === "tool-call")
  );
}

/** Whether a prompt has no more UTF-8 bytes than that. */
export function fitsPrompt(text: string, limit = Infinity): boolean {
  // A UTF-16 unit takes three bytes at most.
  return text.length * 3 <= limit || Buffer.byteLength(text) <= limit;
}
