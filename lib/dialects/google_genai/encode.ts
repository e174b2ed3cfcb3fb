import type { Usage } from "../../core/generate_event.ts";
import type { Generation } from "../../core/generation.ts";
import type { ReplyContext } from "../../http/dialect.ts";
import { finishReasons } from "./answer_fields.ts";
import { type AnswerPart, answerPart, type PartStyle } from "./answer_part.ts";
import { groundingMetadata, type TextRun } from "./grounding.ts";
import type { AnswerBody, GenerateContentResponseUsageMetadata, Wire } from "./wire.ts";

/** Clients take a content without parts for a broken one and forget the turn. */
export const emptyPart: AnswerPart = { text: "" };

export function encodeGenai(
  generation: Generation,
  style: PartStyle,
  context: ReplyContext,
): AnswerBody {
  const parts: AnswerPart[] = [];
  const runs: TextRun[] = [];
  for (const part of generation.parts) {
    const encoded = answerPart(part, style);
    if (!encoded) continue;
    if (part.type === "text") runs.push({ partIndex: parts.length, text: part.text });
    parts.push(encoded);
  }
  const grounding = groundingMetadata(generation.citations, runs);
  return {
    candidates: [{
      content: { parts: parts.length > 0 ? parts : [emptyPart], role: "model" },
      finishReason: finishReasons[generation.finishReason],
      index: 0,
      ...(grounding && { groundingMetadata: grounding }),
    }],
    usageMetadata: usageOf(generation.usage),
    modelVersion: generation.model,
    responseId: context.id,
  };
}

/** The vendor counts thoughts beside the candidates' tokens, not among them. */
export function usageOf(usage: Usage): Wire<GenerateContentResponseUsageMetadata> {
  const { inputTokens, outputTokens, reasoningTokens = 0, cachedInputTokens } = usage;
  return {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens - reasoningTokens,
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
    ...(cachedInputTokens !== undefined && { cachedContentTokenCount: cachedInputTokens }),
    totalTokenCount: inputTokens + outputTokens,
  };
}
