import { isJsonObject, type JsonObject, type JsonValue } from "../../../lib/core/json.ts";
import { invalid } from "./refusal.ts";

/** A model of the fake's. */
export interface FakeModel {
  name: string;
  /** E.g. 2.5. */
  generation: number;
  /** Levels that it takes; none: it takes budgets, or does not think. */
  levels: readonly string[];
  /** Least and most tokens of thought; absent: it takes no budget. */
  budget?: { min: number; max: number; off: boolean };
  embeds: boolean;
}

/** The model of that name, which must look like one of Google's. */
export function fakeModel(name: string): FakeModel | undefined {
  if (!/^(gemini|gemma|text-embedding|embedding)-[\w.-]+$/.test(name)) return undefined;
  const alias = name.endsWith("-latest") ? 3.5 : 2;
  const generation = Number(/^gemini-(\d+(?:\.\d+)?)/.exec(name)?.[1] ?? alias);
  return {
    name,
    generation,
    levels: generation >= 3 && !name.includes("image") ? levelsOf(name, generation) : [],
    budget: generation === 2.5 && !name.includes("image") ? budgetOf(name) : undefined,
    embeds: name.includes("embedding"),
  };
}

function levelsOf(name: string, generation: number): string[] {
  if (name.includes("pro")) return generation > 3 ? ["LOW", "MEDIUM", "HIGH"] : ["LOW", "HIGH"];
  const all = ["MINIMAL", "LOW", "MEDIUM", "HIGH"];
  return generation >= 3.7 && !name.includes("lite") ? all.slice(1) : all;
}

function budgetOf(name: string): FakeModel["budget"] {
  if (name.includes("lite")) return { min: 512, max: 24_576, off: true };
  return name.includes("pro")
    ? { min: 128, max: 32_768, off: false }
    : { min: 1, max: 24_576, off: true };
}

/** Throws Google's refusal where a model does not take a setting. */
export function checkModelRules(request: JsonObject, model: FakeModel): void {
  const config = isJsonObject(request.generationConfig) ? request.generationConfig : {};
  if (isJsonObject(config.thinkingConfig)) checkThinking(config.thinkingConfig, model);
  checkOutput(config);
  checkTools(request, config, model);
  checkRanges(config, model);
}

function checkThinking({ thinkingLevel, thinkingBudget }: JsonObject, model: FakeModel): void {
  if (thinkingLevel !== undefined && thinkingBudget !== undefined) {
    throw invalid("You can only set one of thinking budget and thinking level.");
  }
  if (model.levels.length === 0 && !model.budget) {
    throw invalid("Thinking is not enabled for this model");
  }
  if (thinkingLevel !== undefined && !model.levels.includes(String(thinkingLevel))) {
    throw invalid(
      model.levels.length > 0
        ? `Thinking level ${thinkingLevel} is not supported for this model.`
        : "Thinking level is not supported for this model.",
    );
  }
  if (typeof thinkingBudget !== "number" || !model.budget || thinkingBudget === -1) return;
  const { min, max, off } = model.budget;
  if (thinkingBudget === 0 && !off) {
    throw invalid("Budget 0 is invalid. This model only works in thinking mode.");
  }
  if (thinkingBudget !== 0 && (thinkingBudget < min || thinkingBudget > max)) {
    throw invalid(
      `The thinking budget ${thinkingBudget} is invalid. Please choose a value between ${min} and ${max}.`,
    );
  }
}

function checkOutput({ responseMimeType, responseSchema, responseJsonSchema }: JsonObject): void {
  const schema = responseSchema ?? responseJsonSchema;
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    throw invalid("Only one of response_schema and response_json_schema can be set.");
  }
  if (schema === undefined || responseMimeType === "application/json") return;
  if (responseMimeType === "text/x.enum") return;
  throw invalid(
    "* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are " +
      "`text/plain`, `application/json`, `application/xml`, `application/yaml` and " +
      "`text/x.enum`; a schema needs `application/json`.\n",
  );
}

function checkTools(request: JsonObject, config: JsonObject, model: FakeModel): void {
  const tools = Array.isArray(request.tools) ? request.tools.filter(isJsonObject) : [];
  const functions = tools.flatMap(({ functionDeclarations }) => listOf(functionDeclarations));
  const builtIn = tools.some((tool) => Object.keys(tool).some((k) => k !== "functionDeclarations"));
  const toolConfig = isJsonObject(request.toolConfig) ? request.toolConfig : {};
  if (functions.length > 0 && builtIn) {
    if (model.generation < 3) throw invalid("Tool use with function calling is unsupported");
    if (toolConfig.includeServerSideToolInvocations !== true) {
      throw invalid(
        "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools " +
          "with Function calling.",
      );
    }
  }
  if (tools.length > 0 && config.responseMimeType === "application/json" && model.generation < 3) {
    const what = functions.length > 0 ? "Function calling" : "Tool use";
    throw invalid(`${what} with a response mime type: 'application/json' is unsupported`);
  }
  const calling = isJsonObject(toolConfig.functionCallingConfig)
    ? toolConfig.functionCallingConfig
    : {};
  const allowed = listOf(calling.allowedFunctionNames);
  if (allowed.length > 0 && calling.mode !== "ANY" && calling.mode !== "VALIDATED") {
    throw invalid("Allowed function names should be set only when function calling mode is ANY.");
  }
  const names = functions.map((one) => isJsonObject(one) ? one.name : undefined);
  const unknown = allowed.find((name) => !names.includes(name as string));
  if (unknown !== undefined) {
    throw invalid(`Allowed function name '${unknown}' is not among the function declarations.`);
  }
  for (const name of names) {
    if (!/^[a-zA-Z_][\w.:-]{0,127}$/.test(String(name))) {
      throw invalid(
        `* GenerateContentRequest.tools[0].function_declarations.name: Invalid function name. ` +
          "Must start with a letter or an underscore.\n",
      );
    }
  }
}

function checkRanges(config: JsonObject, model: FakeModel): void {
  if (listOf(config.stopSequences).length > 5) {
    throw invalid("* GenerateContentRequest.generation_config.stop_sequences: at most 5.\n");
  }
  const fixed = model.generation >= 3.6 || (model.generation >= 3.5 && model.name.includes("lite"));
  if (fixed && (config.presencePenalty !== undefined || config.frequencyPenalty !== undefined)) {
    throw invalid("Penalty is not enabled for this model");
  }
  const most = model.generation >= 2.5 ? 65_536 : 8192;
  if (typeof config.maxOutputTokens === "number" && config.maxOutputTokens > most) {
    throw invalid(
      `Unable to submit request because it has a maxOutputTokens value of ${config.maxOutputTokens} ` +
        `but the supported range is from 1 (inclusive) to ${most + 1} (exclusive).`,
    );
  }
  const { seed } = config;
  if (typeof seed === "number" && Math.abs(seed) > 0x7fffffff) {
    throw invalid(`Invalid value at 'generation_config.seed' (TYPE_INT32), ${seed}`);
  }
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
