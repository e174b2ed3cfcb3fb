import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { FieldNames } from "../../http/dialect.ts";

/** What the client calls the fields of the neutral request; where it has two names for one, that which it used. */
export function fieldNames(body: JsonObject): FieldNames {
  const google = isJsonObject(body["extra_body"]) ? "extra_body.google" : "google";
  const tool = body["tools"] == null ? "functions" : "tools.function";
  return {
    "sampling.temperature": "temperature",
    "sampling.topP": "top_p",
    "sampling.topK": "top_k",
    "sampling.seed": "seed",
    "sampling.presencePenalty": "presence_penalty",
    "sampling.frequencyPenalty": "frequency_penalty",
    "output": "response_format",
    "outputMedia": "modalities",
    "outputMedia.image": "modalities",
    "reasoning": "reasoning_effort",
    "reasoning.effort": effortName(body, google),
    "reasoning.budgetTokens": `${google}.thinking_config.thinking_budget`,
    "safetySettings": `${google}.safety_settings`,
    "tools.description": `${tool}.description`,
    "tools.parameters.description": `${tool}.parameters.description`,
    "webSearch": body["web_search_options"] != null ? "web_search_options" : "tools",
  };
}

function effortName(body: JsonObject, google: string): string {
  if (body["reasoning_effort"] != null) return "reasoning_effort";
  return body["reasoning"] != null
    ? "reasoning.effort"
    : `${google}.thinking_config.thinking_level`;
}
