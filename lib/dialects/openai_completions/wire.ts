// The vendor's types, for the compiler only: `import type` fetches nothing at run time.
export type {
  Completion,
  CompletionChoice,
  CompletionCreateParams,
  CompletionUsage,
} from "openai/resources/completions";
