import type { FinishReason, Usage } from "../../core/generate_event.ts";
import type { AnswerDeltaUsage, AnswerMessage, AnswerStopReason, AnswerUsage } from "./answer.ts";

const stopReasons = {
  "stop": "end_turn",
  "stop-sequence": "stop_sequence",
  "length": "max_tokens",
  "tool-calls": "tool_use",
  "content-filter": "refusal",
} as const satisfies Record<FinishReason, AnswerStopReason>;

/** Why the answer ended, as a message and as a `message_delta` say it. */
export function ending(
  finish: { reason: FinishReason; stopSequence?: string },
): Pick<AnswerMessage, "stop_reason" | "stop_sequence" | "stop_details"> {
  return {
    stop_reason: stopReasons[finish.reason],
    stop_sequence: finish.reason === "stop-sequence" ? finish.stopSequence ?? null : null,
    stop_details: finish.reason === "content-filter" ? refusal : null,
  };
}

const refusal = {
  type: "refusal",
  category: null,
  explanation: "Google's filter blocked the answer: try again, or word the request differently.",
  fallback_credit_token: null,
  fallback_has_prefill_claim: null,
  recommended_model: null,
} as const satisfies AnswerMessage["stop_details"];

/** The vendor counts cached input apart: `input_tokens` is what was not read from a cache. */
export function wireUsage(usage: Usage): AnswerUsage {
  return {
    ...wireDeltaUsage(usage),
    input_tokens: uncached(usage),
    cache_creation: null,
    service_tier: "standard",
    inference_geo: null,
    speed: null,
  };
}

export function wireDeltaUsage(usage: Usage): AnswerDeltaUsage {
  return {
    input_tokens: uncached(usage),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cachedInputTokens ?? 0,
    output_tokens: usage.outputTokens,
    output_tokens_details: usage.reasoningTokens === undefined
      ? null
      : { thinking_tokens: usage.reasoningTokens },
    server_tool_use: null,
    fallback_credit: null,
    iterations: null,
  };
}

function uncached({ inputTokens, cachedInputTokens = 0 }: Usage): number {
  return Math.max(0, inputTokens - cachedInputTokens);
}
