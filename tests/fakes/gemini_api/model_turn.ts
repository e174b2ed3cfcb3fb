import { isJsonObject, type JsonObject } from "../../../lib/core/json.ts";
import { bearsDirective } from "../directives.ts";
import type { ModelTool, ModelTurn } from "../scripted_model.ts";
import { partsOf } from "./conversation_rules.ts";

/**
 * A request as the scripted model sees it. The turn begins behind the newest answer that called nothing. Of the user's
 * texts since then the newest with a directive counts, as clients add notes behind the results.
 */
export function modelTurn(request: JsonObject): ModelTurn {
  const contents = Array.isArray(request.contents) ? request.contents.filter(isJsonObject) : [];
  const answered = contents.findLastIndex((content, index) =>
    content.role === "model" && index < contents.length - 1 && !has(content, "functionCall")
  );
  const turn = contents.slice(answered + 1);
  const texts = turn.flatMap((content, index) =>
    content.role === "model"
      ? []
      : partsOf(content).flatMap(({ text }) => typeof text === "string" ? [{ index, text }] : [])
  );
  const directing = texts.findLast(({ text }) => bearsDirective(text));
  const after = turn.slice(directing?.index ?? 0);
  const tools = toolsOf(request);
  return {
    newestUserText: (directing ?? texts.at(-1))?.text ?? "",
    tools,
    forced: forcedChoice(request, tools),
    outputSchema: outputSchema(request),
    callRounds: after.filter((content) => has(content, "functionCall")).length,
    newestResults: newestResults(after),
  };
}

function has(content: JsonObject, field: string): boolean {
  return partsOf(content).some((part) => part[field] !== undefined);
}

function newestResults(after: JsonObject[]): ModelTurn["newestResults"] {
  const content = after.findLast((one) => has(one, "functionResponse")) ?? {};
  return partsOf(content).map(({ functionResponse }) => functionResponse).filter(isJsonObject)
    .map(({ name, response }) => ({ name: String(name), text: resultText(response) }));
}

function resultText(response: unknown): string {
  if (!isJsonObject(response)) return "";
  const plain = [response.output, response.result, response.error, response.content]
    .find((value) => typeof value === "string");
  return typeof plain === "string" ? plain : JSON.stringify(response);
}

function toolsOf({ tools }: JsonObject): ModelTool[] {
  return (Array.isArray(tools) ? tools.filter(isJsonObject) : []).flatMap((tool) => {
    const declared = Array.isArray(tool.functionDeclarations) ? tool.functionDeclarations : [];
    return declared.filter(isJsonObject).map(({ name, parameters, parametersJsonSchema }) => {
      const schema = parametersJsonSchema ?? parameters;
      return { name: String(name), parameters: isJsonObject(schema) ? schema : undefined };
    });
  });
}

function forcedChoice({ toolConfig }: JsonObject, tools: ModelTool[]): string | undefined {
  const config = isJsonObject(toolConfig) ? toolConfig.functionCallingConfig : undefined;
  if (!isJsonObject(config)) return undefined;
  if (config.mode === "NONE") tools.splice(0);
  if (config.mode !== "ANY") return undefined;
  const allowed = Array.isArray(config.allowedFunctionNames) ? config.allowedFunctionNames : [];
  return allowed.length === 1 ? String(allowed[0]) : "any";
}

function outputSchema({ generationConfig }: JsonObject): JsonObject | undefined {
  const config = isJsonObject(generationConfig) ? generationConfig : {};
  const schema = config.responseJsonSchema ?? config.responseSchema;
  if (config.responseMimeType !== "application/json") return undefined;
  return isJsonObject(schema) ? schema : {};
}
