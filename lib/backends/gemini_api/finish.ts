import type { FinishReason } from "../../core/generate_event.ts";
import type { AnswerReader } from "./answer_reader.ts";
import { ApiFailure, interrupted } from "./api_failure.ts";

/**
 * How an answer ended that was read to its end. Throws where the end is none: a broken function call, a stream that was
 * cut, or an answer without anything in it.
 */
export function finishReasonOf(reader: AnswerReader, hasStops: boolean): FinishReason {
  const { finishReason } = reader;
  if (!finishReason) {
    if (reader.blockReason) return "content-filter";
    throw interrupted();
  }
  if (brokenCalls.has(finishReason)) throw brokenCall(finishReason);
  if (finishReason === "MAX_TOKENS") return "length";
  if (finishReason !== "STOP" && finishReason !== "NO_IMAGE") return "content-filter";
  // A stop sequence may end an answer before its first word.
  if (!reader.said && !hasStops) throw empty();
  return reader.hasCalls ? "tool-calls" : "stop";
}

const brokenCalls = new Set([
  "MALFORMED_FUNCTION_CALL",
  "MALFORMED_RESPONSE",
  "UNEXPECTED_TOOL_CALL",
  "TOO_MANY_TOOL_CALLS",
  "MISSING_THOUGHT_SIGNATURE",
]);

function brokenCall(reason: string): ApiFailure {
  return new ApiFailure(
    "upstream",
    `Gemini made a function call that Google could not read (${reason}); try again, or make the ` +
      "tools' schemas simpler.",
    { code: "malformed_function_call", retry: "malformed" },
  );
}

function empty(): ApiFailure {
  return new ApiFailure("upstream", "Gemini's answer was empty; try again.", {
    code: "empty_answer",
    retry: "malformed",
  });
}
