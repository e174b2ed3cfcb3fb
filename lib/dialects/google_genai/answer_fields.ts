import type { FinishReason } from "../../core/generate_event.ts";
import type { AnswerBody, Candidate, FinishReason as WireReason, Wire } from "./wire.ts";

/** What an answer tells, of all that the vendor's can. */
export const answerFields = {
  candidates: "sent",
  usageMetadata: "sent",
  modelVersion: "sent",
  responseId: "sent",
  createTime: "never", // of another product of the vendor's
  modelStatus: "never",
  promptFeedback: "never", // a blocked prompt is a finish reason here
} as const satisfies Record<keyof AnswerBody, "sent" | "never">;

export const candidateFields = {
  content: "sent",
  finishReason: "sent",
  index: "sent",
  groundingMetadata: "sent",
  avgLogprobs: "never",
  citationMetadata: "never", // recitations; web sources are groundingMetadata
  continuationToken: "never",
  finishMessage: "never",
  logprobsResult: "never",
  safetyRatings: "never",
  tokenCount: "never",
  urlContextMetadata: "never",
} as const satisfies Record<keyof Wire<Candidate>, "sent" | "never">;

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
  FINISH_REASON_UNSPECIFIED: "never",
  RECITATION: "never",
  LANGUAGE: "never",
  OTHER: "never",
  BLOCKLIST: "never",
  PROHIBITED_CONTENT: "never",
  SPII: "never",
  MALFORMED_FUNCTION_CALL: "never", // a broken call is repaired, or an error
  MALFORMED_RESPONSE: "never",
  UNEXPECTED_TOOL_CALL: "never",
  TOO_MANY_TOOL_CALLS: "never",
  IMAGE_SAFETY: "never",
  IMAGE_PROHIBITED_CONTENT: "never",
  IMAGE_RECITATION: "never",
  IMAGE_OTHER: "never",
  NO_IMAGE: "never",
  CONTINUATION: "never",
} as const satisfies Record<`${WireReason}`, "sent" | "never">;
