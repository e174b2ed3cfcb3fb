import type { FinishReason, Usage } from "../../core/generate_event.ts";
import type { GatewayError } from "../../core/gateway_error.ts";
import { errorKinds } from "../../core/gateway_error.ts";
import type { ReplyContext } from "../../http/dialect.ts";
import type { ResponseProgress, WireResponse } from "./echo.ts";
import { responseId } from "./ids.ts";
import type { ResponseError, ResponseOutputItem } from "./wire.ts";

/** The changing part of a response that has only begun. */
export function begun(context: ReplyContext, model: string): ResponseProgress {
  return {
    id: responseId(context.id),
    object: "response",
    created_at: context.createdAt,
    status: "in_progress",
    model,
    output: [],
    error: null,
    incomplete_details: null,
  };
}

export interface Finished {
  model: string;
  output: ResponseOutputItem[];
  reason: FinishReason;
  usage: Usage;
}

/** The same once the answer is there, complete or cut. */
export function finished(context: ReplyContext, end: Finished): ResponseProgress {
  const reason = incompleteReason(end.reason);
  return {
    ...begun(context, end.model),
    status: reason ? "incomplete" : "completed",
    output: end.output,
    incomplete_details: reason ? { reason } : null,
    usage: wireUsage(end.usage),
  };
}

/** The same when the answer failed; `output` is what was said by then. */
export function failed(
  begun: ResponseProgress,
  error: GatewayError,
  output: ResponseOutputItem[],
): ResponseProgress {
  return {
    ...begun,
    status: "failed",
    output,
    error: { code: failureCode(error), message: error.message },
  };
}

/** Why an answer is incomplete, if it is. */
export function incompleteReason(
  reason: FinishReason,
): "max_output_tokens" | "content_filter" | undefined {
  if (reason === "length") return "max_output_tokens";
  return reason === "content-filter" ? "content_filter" : undefined;
}

/**
 * Clients decide by this code whether to try again: Codex 0.169 repeats after `server_error` and
 * `rate_limit_exceeded`, and gives up after `invalid_prompt`, `context_length_exceeded` and `insufficient_quota`.
 */
function failureCode({ kind, code }: GatewayError): ResponseError["code"] {
  // Two words that the vendor sends and its types leave out.
  if (code === "context_length_exceeded") return code as ResponseError["code"];
  if (kind === "quota-used-up") return "insufficient_quota" as ResponseError["code"];
  if (kind === "rate-limited") return "rate_limit_exceeded";
  if (errorKinds[kind].status >= 500) return "server_error";
  return "invalid_prompt";
}

function wireUsage(usage: Usage): WireResponse["usage"] {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens ?? 0, cache_write_tokens: 0 },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
