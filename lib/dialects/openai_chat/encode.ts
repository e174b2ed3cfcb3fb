import type { CitationEvent, FinishReason, Usage } from "../../core/generate_event.ts";
import type { ContentPart, Generation } from "../../core/generation.ts";
import type { ToolCallPart } from "../../core/message.ts";
import type { ReplyContext } from "../../http/dialect.ts";
import { blockedAnswer } from "../openai/blocked_answer.ts";
import { freeformInput } from "../openai/freeform_input.ts";
import { mediaMarkdown } from "../openai/media_markdown.ts";
import type { DecodedTools } from "./tools.ts";
import type {
  ChatCompletion,
  ChatCompletionMessage,
  ChatCompletionMessageToolCall,
  CompletionUsage,
} from "./wire.ts";

/** Thoughts have no place in the vendor's message; `reasoning_content` is the field that clients look for. */
type Message = ChatCompletionMessage & { reasoning_content?: string };
type Choice = ChatCompletion.Choice & { message: Message };
type Annotation = ChatCompletionMessage.Annotation;

export function encodeChat(
  generation: Generation,
  tools: DecodedTools,
  context: ReplyContext,
): ChatCompletion {
  const calls = generation.parts.filter((part) => part.type === "tool-call");
  const content = generation.parts.map(contentText).join("");
  const thoughts = generation.parts.map(thoughtText).join("");
  const said = content !== "" || calls.length > 0;
  const message: Message = {
    role: "assistant",
    content: content === "" && calls.length > 0 ? null : content,
    refusal: refusal(generation.finishReason, said),
    ...(thoughts && { reasoning_content: thoughts }),
    ...(generation.citations.length > 0 && { annotations: generation.citations.map(annotation) }),
    ...callFields(calls, tools),
  };
  const choice: Choice = {
    index: 0,
    message,
    logprobs: null,
    finish_reason: finishReason(generation.finishReason, tools),
  };
  return {
    id: `chatcmpl-${context.id}`,
    object: "chat.completion",
    created: context.createdAt,
    model: generation.model,
    choices: [choice],
    usage: usageOf(generation.usage),
  };
}

/** An answer without a word would be shown as nothing at all. */
export function refusal(reason: FinishReason, said: boolean): string | null {
  return reason === "content-filter" && !said ? blockedAnswer : null;
}

function contentText(part: ContentPart): string {
  if (part.type === "text") return part.text;
  return part.type === "media" ? mediaMarkdown(part) : "";
}

function thoughtText(part: ContentPart): string {
  return part.type === "reasoning" ? part.text : "";
}

export function annotation({ url, title, span }: Omit<CitationEvent, "type">): Annotation {
  return {
    type: "url_citation",
    url_citation: {
      url,
      title: title ?? url,
      start_index: span?.start ?? 0,
      end_index: span?.end ?? 0,
    },
  };
}

function callFields(calls: ToolCallPart[], tools: DecodedTools): Partial<Message> {
  const [first] = calls;
  if (!first) return {};
  if (tools.legacy) return { function_call: { name: first.name, arguments: first.arguments } };
  return { tool_calls: calls.map((call) => toolCall(call, tools)) };
}

export function toolCall(call: ToolCallPart, tools: DecodedTools): ChatCompletionMessageToolCall {
  const { id, name } = call;
  const extra = signatureField(call.signature);
  return tools.custom.has(name)
    ? { id, type: "custom", custom: { name, input: freeformInput(call.arguments) }, ...extra }
    : { id, type: "function", function: { name, arguments: call.arguments }, ...extra };
}

/** Where Google's own OpenAI endpoint keeps a thought signature. */
export function signatureField(signature: string | undefined): object {
  return signature ? { extra_content: { google: { thought_signature: signature } } } : {};
}

export function finishReason(
  reason: FinishReason,
  tools: DecodedTools,
): ChatCompletion.Choice["finish_reason"] {
  switch (reason) {
    case "stop":
    case "stop-sequence":
      return "stop";
    case "length":
      return "length";
    case "tool-calls":
      return tools.legacy ? "function_call" : "tool_calls";
    case "content-filter":
      return "content_filter";
  }
}

export function usageOf(usage: Usage): CompletionUsage {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedInputTokens ?? 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
  };
}
