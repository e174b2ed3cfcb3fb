import { isJsonObject, type JsonValue } from "../../../lib/core/json.ts";
import { invalidPayload } from "./refusal.ts";

/**
 * The API's messages, field by field: a primitive (`string`, `number`, `integer`, `boolean`, `struct`, `any`, `bytes`),
 * words of an enum (`A|B`), another message, `X[]` for lists, `{X}` for maps. An unknown field is an error.
 */
const messages: Record<string, Record<string, string>> = {
  GenerateContentRequest: {
    model: "string",
    contents: "Content[]",
    systemInstruction: "Content",
    tools: "Tool[]",
    toolConfig: "ToolConfig",
    safetySettings: "SafetySetting[]",
    generationConfig: "GenerationConfig",
    cachedContent: "string",
    serviceTier: "string",
    store: "boolean",
    labels: "struct",
    continuationToken: "bytes",
  },
  CountTokensRequest: {
    contents: "Content[]",
    generateContentRequest: "GenerateContentRequest",
  },
  BatchEmbedContentsRequest: { requests: "EmbedContentRequest[]" },
  EmbedContentRequest: {
    model: "string",
    content: "Content",
    taskType: "string",
    title: "string",
    outputDimensionality: "integer",
  },
  Content: { role: "string", parts: "Part[]" },
  Part: {
    text: "string",
    thought: "boolean",
    thoughtSignature: "bytes",
    inlineData: "Blob",
    fileData: "FileData",
    functionCall: "FunctionCall",
    functionResponse: "FunctionResponse",
    executableCode: "struct",
    codeExecutionResult: "struct",
    videoMetadata: "struct",
    mediaResolution: "struct",
    mediaProcessing: "any",
  },
  Blob: { mimeType: "string", data: "bytes" },
  FileData: { mimeType: "string", fileUri: "string" },
  FunctionCall: { id: "string", name: "string", args: "struct" },
  FunctionResponse: {
    id: "string",
    name: "string",
    response: "struct",
    parts: "FunctionResponsePart[]",
    willContinue: "boolean",
    scheduling: "string",
  },
  FunctionResponsePart: { inlineData: "FunctionResponseBlob" },
  FunctionResponseBlob: { mimeType: "string", data: "bytes", displayName: "string" },
  Tool: {
    functionDeclarations: "FunctionDeclaration[]",
    googleSearch: "struct",
    googleSearchRetrieval: "struct",
    codeExecution: "struct",
    urlContext: "struct",
    googleMaps: "struct",
    fileSearch: "struct",
  },
  FunctionDeclaration: {
    name: "string",
    description: "string",
    behavior: "string",
    parameters: "Schema",
    parametersJsonSchema: "any",
    response: "Schema",
    responseJsonSchema: "any",
  },
  ToolConfig: {
    functionCallingConfig: "FunctionCallingConfig",
    retrievalConfig: "struct",
    includeServerSideToolInvocations: "boolean",
  },
  FunctionCallingConfig: {
    mode: "MODE_UNSPECIFIED|AUTO|ANY|NONE|VALIDATED",
    allowedFunctionNames: "string[]",
  },
  SafetySetting: {
    category: ["HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT"]
      .concat("CIVIC_INTEGRITY").map((name) => `HARM_CATEGORY_${name}`).join("|"),
    threshold: "BLOCK_LOW_AND_ABOVE|BLOCK_MEDIUM_AND_ABOVE|BLOCK_ONLY_HIGH|BLOCK_NONE|OFF",
  },
  GenerationConfig: {
    stopSequences: "string[]",
    responseMimeType: "string",
    responseSchema: "Schema",
    responseJsonSchema: "any",
    responseModalities: "string[]",
    candidateCount: "integer",
    maxOutputTokens: "integer",
    temperature: "number",
    topP: "number",
    topK: "integer",
    seed: "integer",
    presencePenalty: "number",
    frequencyPenalty: "number",
    responseLogprobs: "boolean",
    logprobs: "integer",
    speechConfig: "struct",
    thinkingConfig: "ThinkingConfig",
    imageConfig: "ImageConfig",
    mediaResolution: "string",
    audioTranscriptionConfig: "struct",
    enableEnhancedCivicAnswers: "boolean",
    responseFormat: "any",
    translationConfig: "struct",
  },
  ThinkingConfig: {
    includeThoughts: "boolean",
    thinkingBudget: "integer",
    thinkingLevel: "THINKING_LEVEL_UNSPECIFIED|MINIMAL|LOW|MEDIUM|HIGH",
  },
  ImageConfig: { aspectRatio: "string", imageSize: "string" },
  Schema: {
    type: "TYPE_UNSPECIFIED|STRING|NUMBER|INTEGER|BOOLEAN|ARRAY|OBJECT|NULL",
    format: "string",
    title: "string",
    description: "string",
    nullable: "boolean",
    enum: "string[]",
    items: "Schema",
    maxItems: "integer",
    minItems: "integer",
    properties: "{Schema}",
    required: "string[]",
    minProperties: "integer",
    maxProperties: "integer",
    minimum: "number",
    maximum: "number",
    minLength: "integer",
    maxLength: "integer",
    pattern: "string",
    example: "any",
    default: "any",
    anyOf: "Schema[]",
    propertyOrdering: "string[]",
  },
};

/** Throws Google's refusal where the value does not have that shape. */
export function checkShape(value: JsonValue | undefined, shape: string, path = ""): void {
  if (value === undefined || shape === "any") return;
  if (shape.endsWith("[]")) return checkList(value, shape.slice(0, -2), path);
  if (shape.startsWith("{")) {
    if (!isJsonObject(value)) throw wrong(path, shape, value);
    for (const [key, item] of Object.entries(value)) {
      checkShape(item, shape.slice(1, -1), `${path}[${key}]`);
    }
    return;
  }
  const fields = messages[shape];
  if (!fields) return checkPrimitive(value, shape, path);
  if (!isJsonObject(value)) throw wrong(path, shape, value);
  for (const [key, item] of Object.entries(value)) {
    const inner = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!inner) {
      throw invalidPayload(
        snake(path),
        `Invalid JSON payload received. Unknown name "${key}"${
          path ? ` at '${snake(path)}'` : ""
        }: Cannot find field.`,
      );
    }
    checkShape(item, inner, path ? `${path}.${key}` : key);
  }
}

function checkList(value: JsonValue, shape: string, path: string): void {
  if (!Array.isArray(value)) throw wrong(path, shape, value);
  for (const [index, item] of value.entries()) checkShape(item, shape, `${path}[${index}]`);
}

function checkPrimitive(value: JsonValue, shape: string, path: string): void {
  const right = shape.includes("|")
    ? typeof value === "string" && shape.split("|").includes(value)
    : primitives[shape]?.(value);
  if (!right) throw wrong(path, shape, value);
}

const primitives: Record<string, (value: JsonValue) => boolean> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 53,
  boolean: (value) => typeof value === "boolean",
  struct: isJsonObject,
  // Signatures of the documents' own examples, such as the stand-in, are taken as they are.
  bytes: (value) => typeof value === "string" && /^[\w+/-]*={0,2}$/.test(value),
};

function wrong(path: string, shape: string, value: JsonValue) {
  const kind = shape.includes("|") ? "TYPE_ENUM" : `TYPE_${shape.toUpperCase()}`;
  return invalidPayload(
    snake(path),
    `Invalid value at '${snake(path)}' (${kind}), ${JSON.stringify(value).slice(0, 60)}`,
  );
}

function snake(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
