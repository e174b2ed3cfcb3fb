import type { FinishReason } from "../../core/generate_event.ts";
import type { JsonObject } from "../../core/json.ts";
import type { AnswerReader } from "./answer_reader.ts";
import { ApiFailure, interrupted } from "./api_failure.ts";

/**
 * How an answer ended that was read to its end. Throws where the end is none: a blocked prompt, a broken function call,
 * a stream that was cut, or an answer without anything in it.
 */
export function finishReasonOf(reader: AnswerReader, hasStops: boolean): FinishReason {
  const { finishReason } = reader;
  if (!finishReason) {
    if (reader.blocked) throw promptBlocked(reader.blocked);
    throw interrupted();
  }
  if (brokenCalls.has(finishReason)) throw brokenCall(finishReason);
  if (cuts.has(finishReason)) return "length";
  if (finishReason === "NO_IMAGE" && !reader.said) throw noImage(reader);
  if (finishReason !== "STOP" && finishReason !== "NO_IMAGE") return "content-filter";
  // A stop sequence may end an answer before its first word.
  if (!reader.said && !hasStops) throw empty();
  return reader.hasCalls ? "tool-calls" : "stop";
}

const cuts = new Set(["MAX_TOKENS", "CONTINUATION"]);

const brokenCalls = new Set([
  "MALFORMED_FUNCTION_CALL",
  "MALFORMED_RESPONSE",
  "UNEXPECTED_TOOL_CALL",
  "TOO_MANY_TOOL_CALLS",
  "MISSING_THOUGHT_SIGNATURE",
]);

/** Not an empty answer: most clients would show nothing at all. */
function promptBlocked(record: JsonObject): ApiFailure {
  const { blockReason } = record.promptFeedback as JsonObject;
  return new ApiFailure(
    "invalid-request",
    `Google blocked the prompt (${blockReason}), so there is no answer: word it differently.`,
    { code: "content_filter", nativeAnswer: record },
  );
}

function noImage(reader: AnswerReader): ApiFailure {
  const { candidate, usageMetadata } = reader.native();
  const nativeAnswer: JsonObject = {
    candidates: [{ ...candidate, index: 0 }],
    usageMetadata,
    modelVersion: reader.model,
  };
  return new ApiFailure(
    "upstream",
    "Gemini made no picture (NO_IMAGE): try again, or say plainly what to draw.",
    { code: "no_image", retry: "malformed", nativeAnswer },
  );
}

export function brokenCall(reason: string): ApiFailure {
  return new ApiFailure(
    "upstream",
    `Gemini made a function call that cannot be read (${reason}); try again, or make the tools' ` +
      "schemas simpler.",
    { code: "malformed_function_call", retry: "malformed" },
  );
}

function empty(): ApiFailure {
  return new ApiFailure("upstream", "Gemini's answer was empty; try again.", {
    code: "empty_answer",
    retry: "malformed",
  });
}
