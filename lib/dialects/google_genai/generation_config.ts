import { Fields } from "../../core/fields.ts";
import type {
  OutputFormat,
  OutputMedia,
  Reasoning,
  ReasoningEffort,
  Sampling,
} from "../../core/generate_request.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { decideFields, neededFields, unsupported } from "./field_decisions.ts";
import { toJsonSchema } from "./json_schema.ts";
import { generationAdvice, generationFields } from "./request_fields.ts";
import type { GenerationConfig, ThinkingConfig } from "./wire.ts";
import { upperWord } from "./upper_word.ts";

export interface DecodedConfig {
  output: OutputFormat;
  /** The answer is one bare word, not a JSON string. */
  bareEnum: boolean;
  reasoning: Reasoning;
  sampling: Sampling;
  stop: string[];
  outputMedia?: OutputMedia;
  extras: JsonObject;
  /** Paths of extras that no upstream may pass over, with what to do instead. */
  needed: Record<string, string>;
}

/** Decodes `generationConfig`. */
export function decodeGenerationConfig(body: Fields): DecodedConfig {
  const config = body.optionalNested("generationConfig") ?? new Fields({}, "generationConfig");
  const extras = decideFields(config, generationFields);
  if ((config.optionalInteger("candidateCount", { min: 1 }) ?? 1) > 1) {
    throw unsupported(config.at("candidateCount"), "expected 1; ask again for another answer.");
  }
  const imageConfig = config.raw("imageConfig");
  if (isJsonObject(imageConfig)) extras["imageConfig"] = imageConfig;
  const modalities = responseModalities(config);
  if (modalities.length > 0) extras["responseModalities"] = modalities;
  return {
    ...outputFormat(config),
    reasoning: reasoning(config),
    sampling: sampling(config),
    stop: (config.optionalStrings("stopSequences") ?? []).filter((word) => word !== ""),
    outputMedia: modalities.includes("IMAGE") ? outputMedia(imageConfig) : undefined,
    extras,
    needed: {
      ...neededFields(config, generationFields, generationAdvice),
      ...neededModalities(config, modalities),
    },
  };
}

function outputFormat(config: Fields): Pick<DecodedConfig, "output" | "bareEnum"> {
  const mimeType = config.optionalOneOf(
    "responseMimeType",
    ["text/plain", "application/json", "text/x.enum", ""],
  );
  const key = ["responseJsonSchema", "_responseJsonSchema", "responseSchema"]
    .find((name) => config.has(name));
  const schema = key && readSchema(config, key);
  if (mimeType === "text/plain" && schema) {
    config.fail("responseMimeType", `"application/json" with "${key}"`);
  }
  if (mimeType === "text/x.enum" && !schema) {
    config.fail("responseSchema", 'a schema with "enum" for "text/x.enum"');
  }
  const bareEnum = mimeType === "text/x.enum";
  if (schema) return { output: { type: "json", schema }, bareEnum };
  return { output: { type: mimeType === "application/json" ? "json" : "text" }, bareEnum };
}

function readSchema(config: Fields, key: string): JsonObject {
  const value = config.raw(key);
  return isJsonObject(value) ? toJsonSchema(value) : config.fail(key, "a schema object");
}

const efforts = {
  THINKING_LEVEL_UNSPECIFIED: undefined,
  MINIMAL: "minimal",
  LOW: "low",
  MEDIUM: "medium",
  HIGH: "high",
} as const satisfies Record<
  `${NonNullable<ThinkingConfig["thinkingLevel"]>}`,
  ReasoningEffort | undefined
>;

function reasoning(config: Fields): Reasoning {
  const thinking = config.optionalNested("thinkingConfig");
  const level = thinking && upperWord(thinking, "thinkingLevel", efforts);
  return {
    effort: level && efforts[level],
    budgetTokens: thinking?.optionalInteger("thinkingBudget", { min: -1 }),
    show: thinking?.optionalBoolean("includeThoughts") ?? false,
  };
}

function sampling(config: Fields): Sampling {
  return {
    temperature: config.optionalNumber("temperature", { min: 0, max: 2 }),
    topP: config.optionalNumber("topP", { min: 0, max: 1 }),
    topK: config.optionalNumber("topK", { min: 0 }),
    seed: config.optionalInteger("seed"),
    maxOutputTokens: config.optionalInteger("maxOutputTokens", { min: 1 }),
    presencePenalty: config.optionalNumber("presencePenalty", { min: -2, max: 2 }),
    frequencyPenalty: config.optionalNumber("frequencyPenalty", { min: -2, max: 2 }),
  };
}

/** Whether only the vendor's own API answers in that form. */
const modalityKinds = {
  MODALITY_UNSPECIFIED: "plain",
  TEXT: "plain",
  IMAGE: "plain",
  AUDIO: "needed",
  VIDEO: "needed",
} as const satisfies Record<
  `${NonNullable<GenerationConfig["responseModalities"]>[number]}`,
  "plain" | "needed"
>;

type Modality = keyof typeof modalityKinds;

/** The upper-case words; clients write them in any case. */
function responseModalities(config: Fields): Modality[] {
  return (config.optionalStrings("responseModalities") ?? []).map((word, index) => {
    const upper = word.toUpperCase();
    return Object.hasOwn(modalityKinds, upper) ? upper as Modality : config.fail(
      `responseModalities.${index}`,
      `one of ${Object.keys(modalityKinds).join(", ")}`,
    );
  });
}

function neededModalities(config: Fields, modalities: Modality[]): Record<string, string> {
  const index = modalities.findIndex((word) => modalityKinds[word] === "needed");
  return index < 0 ? {} : { [config.at(`responseModalities.${index}`)]: "it answers in text." };
}

function outputMedia(image: unknown): OutputMedia {
  const { aspectRatio, imageSize } = isJsonObject(image) ? image : {};
  return {
    image: true,
    aspectRatio: typeof aspectRatio === "string" ? aspectRatio : undefined,
    size: typeof imageSize === "string" ? imageSize : undefined,
  };
}
