import type { FinishEvent } from "../../core/generate_event.ts";
import type { Generation } from "../../core/generation.ts";
import type { ReplyContext } from "../../http/dialect.ts";
import { type AnswerPart, answerPart, type PartStyle } from "./answer_part.ts";
import { candidateEnding } from "./candidate_ending.ts";
import type { TextRun } from "./grounding.ts";
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
  const { finishReason: reason, native, citations } = generation;
  return {
    candidates: [{
      content: { parts: parts.length > 0 ? parts : [emptyPart], role: "model" },
      index: 0,
      ...candidateEnding({ reason, native, citations }, runs),
    }],
    usageMetadata: usageOf(generation),
    modelVersion: generation.model,
    responseId: context.id,
  };
}

/** The vendor counts thoughts beside the candidates' tokens, not among them. */
export function usageOf(
  { usage, native }: Pick<FinishEvent, "usage" | "native">,
): Wire<GenerateContentResponseUsageMetadata> {
  if (native?.usageMetadata) return native.usageMetadata;
  const { inputTokens, outputTokens, reasoningTokens = 0, cachedInputTokens } = usage;
  return {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens - reasoningTokens,
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
    ...(cachedInputTokens !== undefined && { cachedContentTokenCount: cachedInputTokens }),
    totalTokenCount: inputTokens + outputTokens,
  };
}
