import type { FieldDecision } from "../openai/field_decisions.ts";
import type { CompletionCreateParams } from "./wire.ts";

/** What becomes of every field of the request type; the compiler finds a field that the vendor added. */
export const parameters = {
  model: "read",
  prompt: "read",
  best_of: "read",
  echo: "read",
  frequency_penalty: "read",
  logit_bias: "ignored",
  logprobs: "ignored",
  max_tokens: "read",
  n: "read",
  presence_penalty: "read",
  seed: "read",
  stop: "read",
  stream: "read",
  stream_options: "read",
  suffix: "refused", // filling a gap is not what a chat model does
  temperature: "read",
  top_p: "read",
  user: "ignored",
} satisfies Record<keyof CompletionCreateParams, FieldDecision>;
