import type { FieldDecision } from "./field_decisions.ts";
import type { GenerateContentConfig, GenerationConfig, ThinkingConfig } from "./wire.ts";

/** The SDK's settings for itself, which no request carries. */
type ClientSide =
  | "abortSignal"
  | "automaticContinuation"
  | "automaticFunctionCalling"
  | "httpOptions";

type GenerationField =
  | keyof GenerationConfig
  | "imageConfig"
  | "generationOutputConfig"
  | "responseModalities"
  | "_responseJsonSchema";

type BodyField =
  | Exclude<keyof GenerateContentConfig, GenerationField | ClientSide>
  | "contents"
  | "generationConfig"
  | "model";

export const bodyFields = {
  contents: "read",
  generationConfig: "read",
  model: "no-effect", // the path names it
  systemInstruction: "read",
  tools: "read",
  toolConfig: "read",
  safetySettings: "extra",
  serviceTier: "extra",
  store: "extra",
  labels: "extra",
  modelArmorConfig: "ignored",
  cachedContent: "needed",
  continuationToken: "needed",
} as const satisfies Record<BodyField, FieldDecision>;

/** What to do where a needed field is refused. */
export const bodyAdvice = {
  cachedContent: "send the contents in the request.",
  continuationToken: "send the conversation.",
};

export const generationFields = {
  temperature: "read",
  topP: "read",
  topK: "read",
  seed: "read",
  maxOutputTokens: "read",
  stopSequences: "read",
  presencePenalty: "read",
  frequencyPenalty: "read",
  candidateCount: "read",
  responseMimeType: "read",
  responseSchema: "read",
  responseJsonSchema: "read",
  _responseJsonSchema: "read", // its name in the API's first versions
  responseModalities: "read",
  imageConfig: "read",
  thinkingConfig: "read",
  mediaResolution: "extra",
  enableEnhancedCivicAnswers: "extra",
  audioTranscriptionConfig: "extra",
  audioTimestamp: "ignored",
  enableAffectiveDialog: "ignored", // of the live API
  generationOutputConfig: "ignored",
  logprobs: "extra",
  responseLogprobs: "extra",
  modelSelectionConfig: "ignored",
  routingConfig: "ignored",
  responseFormat: "needed",
  speechConfig: "needed",
  translationConfig: "needed",
} as const satisfies Record<GenerationField, FieldDecision>;

export const generationAdvice = {
  responseFormat: "use responseMimeType, responseJsonSchema and responseModalities.",
  speechConfig: "it answers in text.",
  translationConfig: "ask for the translation in the prompt.",
};

export const thinkingFields = {
  includeThoughts: "read",
  thinkingBudget: "read",
  thinkingLevel: "read",
} as const satisfies Record<keyof ThinkingConfig, FieldDecision>;
