import type { FieldNames } from "../../http/dialect.ts";

/** What the client calls the fields of the neutral request; fields without a neutral name have the client's already. */
export const fieldNames: FieldNames = {
  "sampling.temperature": "generationConfig.temperature",
  "sampling.topP": "generationConfig.topP",
  "sampling.topK": "generationConfig.topK",
  "sampling.seed": "generationConfig.seed",
  "sampling.presencePenalty": "generationConfig.presencePenalty",
  "sampling.frequencyPenalty": "generationConfig.frequencyPenalty",
  "output": "generationConfig.responseMimeType",
  "outputMedia": "generationConfig.responseModalities",
  "outputMedia.image": "generationConfig.responseModalities",
  "outputMedia.size": "generationConfig.imageConfig.imageSize",
  "reasoning": "generationConfig.thinkingConfig",
  "reasoning.effort": "generationConfig.thinkingConfig.thinkingLevel",
  "reasoning.budgetTokens": "generationConfig.thinkingConfig.thinkingBudget",
  "tools.description": "tools.functionDeclarations.description",
  "tools.parameters.description": "tools.functionDeclarations.parameters.description",
  "webSearch": "tools.googleSearch",
};
