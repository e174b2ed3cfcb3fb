import type { FieldNames } from "../../http/dialect.ts";

/** What the client calls the fields of the neutral request. */
export const fieldNames: FieldNames = {
  "sampling.temperature": "temperature",
  "sampling.topP": "top_p",
  "sampling.topK": "top_k",
  "output": "output_config.format",
  "reasoning": "thinking",
  "reasoning.effort": "output_config.effort",
  "reasoning.budgetTokens": "thinking.budget_tokens",
  "tools.description": "tools.*.description",
  "tools.parameters.description": "tools.*.input_schema.description",
  "webSearch": "tools.*.web_search",
};
