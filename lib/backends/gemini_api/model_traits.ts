/** What a generation of models takes and refuses. */
export interface ModelTraits {
  thinking: Thinking;
  /** JSON Schema for tools and output; else the API's own subset of OpenAPI schemas. */
  jsonSchema: boolean;
  /** A current function call without its thought signature is an error. */
  demandsSignatures: boolean;
  /** Functions together with JSON output. */
  toolsWithJson: boolean;
  /** Functions together with the API's own tools. */
  toolsWithSearch: boolean;
  /** Files inside of function responses. */
  mediaInResults: boolean;
  systemInstruction: boolean;
  /** `presencePenalty` and `frequencyPenalty`. */
  penalties: boolean;
  /** Whether temperature, topP and topK change anything. */
  sampling: boolean;
  /** A conversation may end with the model's own words, which it goes on with. */
  endsWithModel: boolean;
  imageOutput: boolean;
  /** `imageSize`; before Gemini 3 a picture has the one size of its shape. */
  imageSizes: boolean;
  /** Most tokens of an answer. */
  maxOutputTokens: number;
}

export type ThinkingLevel = "minimal" | "low" | "medium" | "high";

export type Thinking =
  | { by: "none" }
  | { by: "level"; levels: readonly ThinkingLevel[] }
  /** Tokens; `off`: 0 switches it off. */
  | { by: "budget"; min: number; max: number; off: boolean };

/**
 * Sources: the Gemini API's guides "Thinking", "Gemini 3", "What's new in Gemini 3.6" and "3.8", "Function calling",
 * "Structured output" (September 2026), and the 400s that users of these models report.
 */
export function modelTraits(model: string): ModelTraits {
  const name = model.toLowerCase().replace(/^.*\//, "");
  const generation = generationOf(name);
  const imageOutput = /image|nano-banana|^gemini-2\.0-flash-exp$/.test(name);
  const speech = /tts|audio|live|lyria/.test(name);
  const gemini3 = generation >= 3;
  // Google announced these with 3.6 Flash and 3.5 Flash-Lite.
  const fixedSampling = generation >= 3.6 || (generation >= 3.5 && name.includes("lite"));
  return {
    thinking: speech ? { by: "none" } : thinkingOf(name, generation, imageOutput),
    jsonSchema: generation >= 2.5,
    demandsSignatures: gemini3 && !imageOutput,
    toolsWithJson: gemini3,
    toolsWithSearch: gemini3,
    mediaInResults: gemini3,
    systemInstruction: !/^gemma-([123]\b|3n)/.test(name) && !name.includes("image-generation"),
    penalties: !fixedSampling,
    sampling: !fixedSampling,
    endsWithModel: !fixedSampling,
    imageOutput,
    imageSizes: imageOutput && !name.startsWith("gemini-2"),
    maxOutputTokens: generation >= 2.5 ? (imageOutput ? 32_768 : 65_536) : 8192,
  };
}

/** Aliases without a number stand for the newest model; other names without one say nothing. */
function generationOf(name: string): number {
  const number = /^gemini-(\d+(?:\.\d+)?)/.exec(name)?.[1];
  if (number) return Number(number);
  if (/^gemini-(flash|pro|flash-lite)-latest$/.test(name)) {
    return name.includes("pro") ? 3.1 : name.includes("lite") ? 3.5 : 3.8;
  }
  // Gemma 4 has what Gemini 2.5 has, except budgets.
  return /^gemma-([4-9]|\d\d)/.test(name) ? 2.5 : 2;
}

function thinkingOf(name: string, generation: number, imageOutput: boolean): Thinking {
  if (name.startsWith("gemma")) return { by: "none" };
  if (generation >= 3) {
    if (!imageOutput) return { by: "level", levels: levelsOf(name, generation) };
    return name.includes("flash") ? { by: "level", levels: ["minimal", "high"] } : { by: "none" };
  }
  if (generation < 2.5 || imageOutput) return { by: "none" };
  if (name.includes("lite")) return { by: "budget", min: 512, max: 24_576, off: true };
  if (name.includes("pro")) return { by: "budget", min: 128, max: 32_768, off: false };
  return { by: "budget", min: 1, max: 24_576, off: true };
}

function levelsOf(name: string, generation: number): readonly ThinkingLevel[] {
  if (name.includes("lite")) return ["minimal", "low", "medium", "high"];
  if (name.includes("pro")) return generation < 3.1 ? ["low", "high"] : ["low", "medium", "high"];
  return name.includes("flash") && generation < 3.7
    ? ["minimal", "low", "medium", "high"]
    : ["low", "medium", "high"];
}
