import type { FinishReason } from "../../core/generate_event.ts";
import type { AnswerBody, Candidate, FinishReason as WireReason, Wire } from "./wire.ts";

/**
 * What an answer tells, of all that the vendor's can: `native` is told where the vendor's own API answered, and told so.
 */
export const answerFields = {
  candidates: "sent",
  usageMetadata: "sent",
  modelVersion: "sent",
  responseId: "sent",
  createTime: "never", // of another product of the vendor's
  modelStatus: "never",
  promptFeedback: "native",
} as const satisfies Record<keyof AnswerBody, AnswerDecision>;

type AnswerDecision = "sent" | "native" | "never";

export const candidateFields = {
  content: "sent",
  finishReason: "sent",
  index: "sent",
  groundingMetadata: "sent",
  avgLogprobs: "native",
  citationMetadata: "native", // recitations; web sources are groundingMetadata
  continuationToken: "native",
  finishMessage: "native",
  logprobsResult: "native",
  safetyRatings: "native",
  tokenCount: "native",
  urlContextMetadata: "native",
} as const satisfies Record<keyof Wire<Candidate>, AnswerDecision>;

/** A call is no reason of its own in this dialect. */
export const finishReasons = {
  "stop": "STOP",
  "stop-sequence": "STOP",
  "tool-calls": "STOP",
  "length": "MAX_TOKENS",
  "content-filter": "SAFETY",
} as const satisfies Record<FinishReason, `${WireReason}`>;

export const reasonDecisions = {
  STOP: "sent",
  MAX_TOKENS: "sent",
  SAFETY: "sent",
  FINISH_REASON_UNSPECIFIED: "native",
  RECITATION: "native",
  LANGUAGE: "native",
  OTHER: "native",
  BLOCKLIST: "native",
  PROHIBITED_CONTENT: "native",
  SPII: "native",
  MALFORMED_FUNCTION_CALL: "never", // a broken call is asked for once more, then an error
  MALFORMED_RESPONSE: "never",
  UNEXPECTED_TOOL_CALL: "never",
  TOO_MANY_TOOL_CALLS: "never",
  IMAGE_SAFETY: "native",
  IMAGE_PROHIBITED_CONTENT: "native",
  IMAGE_RECITATION: "native",
  IMAGE_OTHER: "native",
  NO_IMAGE: "native",
  CONTINUATION: "native",
} as const satisfies Record<`${WireReason}`, AnswerDecision>;
