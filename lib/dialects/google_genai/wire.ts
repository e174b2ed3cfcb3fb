// The vendor's types, for the compiler only: `import type` fetches nothing at run time.
import type {
  EmbedContentConfig,
  EmbedContentResponse,
  GenerateContentResponse,
  ListModelsResponse,
  Model,
} from "@google/genai";

export type {
  Candidate,
  ContentEmbedding,
  CountTokensResponse,
  FinishReason,
  FunctionCall,
  FunctionCallingConfig,
  FunctionDeclaration,
  FunctionResponse,
  GenerateContentConfig,
  GenerateContentResponseUsageMetadata,
  GenerationConfig,
  GroundingMetadata,
  GroundingSupport,
  Part,
  ThinkingConfig,
  Tool,
  ToolConfig,
} from "@google/genai";

/** A vendor's type as its JSON is: enums are their words, and classes plain objects without methods. */
export type Wire<T> = T extends string ? `${T}`
  : T extends (infer Item)[] ? Wire<Item>[]
  : T extends object ? { [K in keyof T as T[K] extends () => unknown ? never : K]: Wire<T[K]> }
  : T;

/** What the response class computes, or the SDK adds, and no server sends. */
type ClientSide =
  | "text"
  | "data"
  | "functionCalls"
  | "executableCode"
  | "codeExecutionResult"
  | "initialPromptTokenCount"
  | "sdkHttpResponse"
  | "automaticFunctionCallingHistory";

/** The body of an answer, and each record of a streamed one. */
export type AnswerBody = Wire<Omit<GenerateContentResponse, ClientSide>>;

/** What the SDK puts into each request for an embedding; the rest of its settings are for itself. */
export type EmbedField =
  | "content"
  | "model"
  | Exclude<
    keyof EmbedContentConfig,
    "abortSignal" | "httpOptions"
  >;

/** The answer to `:batchEmbedContents`. */
export type BatchEmbedBody = Wire<Pick<EmbedContentResponse, "embeddings" | "usageMetadata">>;

/** One entry of the model list. The SDK reads `supportedGenerationMethods` as its `supportedActions`. */
export type ModelBody = Wire<Omit<Model, "supportedActions">> & {
  supportedGenerationMethods: string[];
};

export type ModelPage = Omit<Wire<ListModelsResponse>, "sdkHttpResponse" | "models"> & {
  models: ModelBody[];
};
