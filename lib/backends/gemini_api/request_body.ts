import type { GenerateRequest } from "../../core/generate_request.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { FetchedFiles } from "./client_media.ts";
import { apiContents } from "./contents.ts";
import { withLoneReferences } from "./json_schema.ts";
import { type ModelTraits, modelTraits } from "./model_traits.ts";
import { cleanSchema } from "./schema_cleaner.ts";
import type { SignedCall } from "./signature_cache.ts";
import { thinkingConfig } from "./thinking_config.ts";
import { toolFields } from "./tool_fields.ts";
import { turnsOf } from "./turns.ts";
import type { ApiRequestBody } from "./wire.ts";

export interface RequestBodyOptions {
  files: FetchedFiles;
  /** The signature that came with a call, as far as it is remembered. */
  rememberedSignature(call: SignedCall): string | undefined;
  withoutSignatures?: boolean;
}

export interface RequestBody {
  body: ApiRequestBody;
  /** What the client asked for and this model has not, in words of the neutral request. */
  ignored: string[];
}

/** The body of `streamGenerateContent`. Throws `invalid-request` for what the API would refuse anyway. */
export function requestBody(request: GenerateRequest, options: RequestBodyOptions): RequestBody {
  const traits = modelTraits(request.model);
  const tools = toolFields(request, traits);
  const output = outputFields(request, traits);
  const thinking = thinkingConfig(traits.thinking, request.reasoning);
  const { tools: _, toolConfig: __, generationConfig, safetySettings, ...extras } =
    request.extras?.fields ?? {};
  const { responseModalities, imageConfig, ...generationExtras } = isJsonObject(generationConfig)
    ? generationConfig
    : {};
  const media = mediaFields(request, traits, { responseModalities, imageConfig });
  const { system, turns } = turnsOf(request.messages);
  const instruction = [system, output.words].filter(Boolean).join("\n\n");
  const contents = apiContents(turns, { withoutSignatures: false, ...options, traits });
  // Some models take no system instruction: the user says it first.
  if (instruction && !traits.systemInstruction) contents[0]!.parts.unshift({ text: instruction });
  const config: JsonObject = {
    ...generationExtras,
    ...samplingFields(request, traits),
    ...output.fields,
    ...media.fields,
    ...(thinking.config && { thinkingConfig: thinking.config }),
  };
  return {
    body: {
      ...extras,
      contents,
      ...(instruction && traits.systemInstruction &&
        { systemInstruction: { parts: [{ text: instruction }] } }),
      ...tools.fields,
      safetySettings: safetySettings ?? openSafetySettings,
      ...(Object.keys(config).length > 0 && { generationConfig: config }),
    },
    ignored: [
      ...tools.ignored,
      ...output.ignored,
      ...media.ignored,
      ...(thinking.unmet ? ["reasoning"] : []),
      ...unusedSampling(request, traits),
    ],
  };
}

/** Whether an answer may be blocked is the client's decision; by default it is not. */
const openSafetySettings = [
  "HARASSMENT",
  "HATE_SPEECH",
  "SEXUALLY_EXPLICIT",
  "DANGEROUS_CONTENT",
  "CIVIC_INTEGRITY",
].map((category) => ({ category: `HARM_CATEGORY_${category}`, threshold: "BLOCK_NONE" }));

/** The API takes no more. */
const mostStopSequences = 5;

function samplingFields({ sampling, stop }: GenerateRequest, traits: ModelTraits): JsonObject {
  if (stop.length > mostStopSequences) {
    throw new GatewayError(
      "invalid-request",
      `Cannot use ${stop.length} stop sequences: Gemini takes at most ${mostStopSequences}.`,
      { code: "too_many_stop_sequences", param: "stop" },
    );
  }
  const { temperature, topP, topK, seed, maxOutputTokens, ...penalties } = sampling;
  const most = maxOutputTokens && Math.min(maxOutputTokens, traits.maxOutputTokens);
  return withoutAbsent({
    temperature,
    topP,
    topK,
    // A 32-bit number there.
    seed: seed === undefined ? undefined : Math.trunc(seed) % 0x7fffffff,
    maxOutputTokens: most,
    ...(traits.penalties && penalties),
    stopSequences: stop.length > 0 ? stop : undefined,
  });
}

/** Settings that newer models ignore (which is what Google says of them) or refuse (which are left out). */
function unusedSampling({ sampling }: GenerateRequest, traits: ModelTraits): string[] {
  const unused = [
    ...(traits.sampling ? [] : ["temperature", "topP", "topK"] as const),
    ...(traits.penalties ? [] : ["presencePenalty", "frequencyPenalty"] as const),
  ];
  return unused.filter((key) => sampling[key] !== undefined).map((key) => `sampling.${key}`);
}

interface OutputFields {
  fields: JsonObject;
  /** What the model is told where the API has no setting. */
  words?: string;
  ignored: string[];
}

/** Before Gemini 3, tools and JSON output exclude each other in the API: then JSON is asked for in words. */
function outputFields(request: GenerateRequest, traits: ModelTraits): OutputFields {
  const { output, tools, webSearch, extras } = request;
  if (output.type === "text") return { fields: {}, ignored: [] };
  const { schema } = output;
  const hasTools = tools.length > 0 || webSearch || extras?.fields.tools !== undefined;
  if (hasTools && !traits.toolsWithJson) {
    const shape = schema ? ` that fits this JSON Schema: ${JSON.stringify(schema)}` : "";
    const words = `When you answer instead of calling a function, answer with nothing but JSON, ` +
      `without a code fence${shape}.`;
    return { fields: {}, words, ignored: ["output"] };
  }
  const fields: JsonObject = { responseMimeType: "application/json" };
  if (schema && traits.jsonSchema) fields.responseJsonSchema = withLoneReferences(schema);
  else if (schema) fields.responseSchema = cleanSchema(schema);
  return { fields, ignored: [] };
}

/**
 * Beside functions a picture is an offer rather than the aim, and models that make none refuse to be asked. `native`:
 * the settings in Google's own words, where the client speaks them.
 */
function mediaFields(
  { outputMedia, tools }: GenerateRequest,
  { imageOutput, imageSizes }: ModelTraits,
  native: { responseModalities?: JsonValue; imageConfig?: JsonValue },
): { fields: JsonObject; ignored: string[] } {
  if (!outputMedia?.image) return { fields: withoutAbsent(native), ignored: [] };
  if (!imageOutput && tools.length > 0 && !outputMedia.required) {
    return { fields: {}, ignored: ["outputMedia"] };
  }
  const { aspectRatio, size } = outputMedia;
  const imageConfig = withoutAbsent({
    ...(isJsonObject(native.imageConfig) && native.imageConfig),
    aspectRatio,
    imageSize: imageSizes ? size : undefined,
  });
  return {
    fields: {
      responseModalities: native.responseModalities ?? ["TEXT", "IMAGE"],
      ...(Object.keys(imageConfig).length > 0 && { imageConfig }),
    },
    ignored: size !== undefined && !imageSizes ? ["outputMedia.size"] : [],
  };
}

function withoutAbsent(object: JsonObject): JsonObject {
  const present: JsonObject = {};
  for (const key in object) if (object[key] !== undefined) present[key] = object[key];
  return present;
}
