// The vendor's types, for the compiler only: `import type` fetches nothing at run time.
export type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionContentPart,
  ChatCompletionCreateParams,
  ChatCompletionMessage,
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
} from "openai/resources/chat/completions";
export type { CompletionUsage } from "openai/resources/completions";
export type { Model } from "openai/resources/models";
