import type { FieldDecision } from "../openai/field_decisions.ts";
import type { ChatCompletionCreateParams } from "./wire.ts";

/**
 * What becomes of every field of the request type; the compiler finds a field that the vendor added.
 */
export const parameters = {
  messages: "read",
  model: "read",
  audio: "refused", // no upstream speaks
  frequency_penalty: "read",
  function_call: "read",
  functions: "read",
  logit_bias: "ignored", // token numbers of another vendor's tokenizer
  logprobs: "ignored",
  max_completion_tokens: "read",
  max_tokens: "read",
  metadata: "ignored",
  modalities: "read",
  moderation: "ignored",
  n: "read",
  parallel_tool_calls: "read",
  prediction: "ignored", // only makes answers faster
  presence_penalty: "read",
  prompt_cache_key: "ignored",
  prompt_cache_options: "ignored",
  prompt_cache_retention: "ignored",
  reasoning_effort: "read",
  response_format: "read",
  safety_identifier: "ignored",
  seed: "read",
  service_tier: "ignored",
  stop: "read",
  store: "ignored",
  stream: "read",
  stream_options: "read",
  temperature: "read",
  tool_choice: "read",
  tools: "read",
  top_logprobs: "ignored",
  top_p: "read",
  user: "ignored",
  verbosity: "ignored",
  web_search_options: "read",
} satisfies Record<keyof ChatCompletionCreateParams, FieldDecision>;
