import type { JsonObject, JsonValue } from "../../core/json.ts";

/** The pieces of the API (v1beta) that this backend writes and reads. */
export interface ApiPart {
  text?: string;
  thought?: boolean;
  thoughtSignature?: string;
  inlineData?: ApiBlob;
  fileData?: { fileUri: string; mimeType?: string };
  functionCall?: { id?: string; name: string; args?: JsonObject };
  functionResponse?: ApiFunctionResponse;
  executableCode?: { language?: string; code?: string };
  codeExecutionResult?: { outcome?: string; output?: string };
}

export interface ApiBlob {
  mimeType: string;
  /** Base64. */
  data: string;
  /** Within a function's response, which refers to it by this name. */
  displayName?: string;
}

export interface ApiFunctionResponse {
  id?: string;
  name: string;
  response: JsonObject;
  parts?: { inlineData: ApiBlob }[];
}

export interface ApiContent {
  role: "user" | "model";
  parts: ApiPart[];
}

export interface ApiRequestBody {
  contents: ApiContent[];
  systemInstruction?: { parts: ApiPart[] };
  tools?: JsonObject[];
  toolConfig?: JsonObject;
  safetySettings?: JsonValue;
  generationConfig?: JsonObject;
}

/** One record of a streamed answer. */
export interface ApiRecord {
  candidates?: ApiCandidate[];
  promptFeedback?: { blockReason?: string };
  usageMetadata?: ApiUsage;
  modelVersion?: string;
  /** Where the stream fails. */
  error?: JsonValue;
}

export interface ApiCandidate {
  content?: { parts?: ApiPart[] };
  finishReason?: string;
  groundingMetadata?: ApiGrounding;
  citationMetadata?: { citationSources?: ApiCitationSource[] };
}

export interface ApiUsage {
  promptTokenCount?: number;
  toolUsePromptTokenCount?: number;
  candidatesTokenCount?: number;
  thoughtsTokenCount?: number;
  cachedContentTokenCount?: number;
}

export interface ApiGrounding {
  groundingChunks?: {
    web?: { uri?: string; title?: string };
    maps?: { uri?: string; title?: string };
    retrievedContext?: { uri?: string; title?: string };
  }[];
  groundingSupports?: {
    /** Offsets in UTF-8 bytes, end exclusive. */
    segment?: { startIndex?: number; endIndex?: number };
    groundingChunkIndices?: number[];
  }[];
}

export interface ApiCitationSource {
  /** Offsets in UTF-8 bytes, end exclusive. */
  startIndex?: number;
  endIndex?: number;
  uri?: string;
  title?: string;
}
