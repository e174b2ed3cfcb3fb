import type { GenerateRequest } from "../../core/generate_request.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Tool } from "../../core/tool.ts";
import { withLoneReferences } from "./json_schema.ts";
import type { ModelTraits } from "./model_traits.ts";
import { cleanSchema } from "./schema_cleaner.ts";
import type { ApiRequestBody } from "./wire.ts";

export interface ToolFields {
  fields: Pick<ApiRequestBody, "tools" | "toolConfig">;
  /** What the model cannot do with the rest. */
  ignored: string[];
}

/** The client's functions and the API's own tools. */
export function toolFields(request: GenerateRequest, traits: ModelTraits): ToolFields {
  const { tools, toolChoice, webSearch } = request;
  const offered = offeredTools(request);
  const extras = request.extras?.fields ?? {};
  const builtIn = builtInTools(webSearch, extras.tools);
  const ignored: string[] = [];
  if (offered.length > 0 && builtIn.length > 0 && !traits.toolsWithSearch) {
    ignored.push(...builtIn.splice(0).flatMap((tool) => Object.keys(tool)).map(neutralName));
  }
  const declarations = offered.map((tool) => declaration(tool, traits));
  const all: JsonObject[] = [
    ...(declarations.length > 0 ? [{ functionDeclarations: declarations }] : []),
    ...builtIn,
  ];
  const calling = tools.length > 0 ? callingConfig(toolChoice) : undefined;
  const config: JsonObject = {
    ...(isJsonObject(extras.toolConfig) && extras.toolConfig),
    ...(calling && { functionCallingConfig: calling }),
    // Without it, the API refuses functions beside its own tools.
    ...(declarations.length > 0 && builtIn.length > 0 &&
      { includeServerSideToolInvocations: true }),
  };
  return {
    fields: {
      ...(all.length > 0 && { tools: all }),
      ...(Object.keys(config).length > 0 && { toolConfig: config }),
    },
    ignored,
  };
}

/** The API takes a list of allowed names only where a call is a must; elsewhere the others are not offered. */
function offeredTools({ tools, toolChoice: { mode, allowed } }: GenerateRequest): Tool[] {
  if (mode !== "auto" || !allowed) return tools;
  const names = new Set(allowed);
  return tools.filter(({ name }) => names.has(name));
}

function declaration({ name, description, parameters }: Tool, traits: ModelTraits): JsonObject {
  const declared: JsonObject = { name, ...(description && { description }) };
  if (!parameters) return declared;
  if (traits.jsonSchema) {
    return { ...declared, parametersJsonSchema: withLoneReferences(parameters) };
  }
  // The API refuses an object without properties here, which means a function without parameters.
  const schema = cleanSchema({ type: "object", ...parameters });
  return isJsonObject(schema.properties) || schema.anyOf
    ? { ...declared, parameters: schema }
    : declared;
}

function callingConfig(
  { mode, allowed }: GenerateRequest["toolChoice"],
): JsonObject | undefined {
  switch (mode) {
    case "auto":
      return undefined;
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY", ...(allowed && { allowedFunctionNames: allowed }) };
  }
}

/** The API's own tools; the client's settings for the search replace the plain one. */
function builtInTools(webSearch: boolean, extra: JsonValue | undefined): JsonObject[] {
  const extras = Array.isArray(extra) ? extra.filter(isJsonObject) : [];
  const searches = extras.some((tool) => tool.googleSearch || tool.googleSearchRetrieval);
  return webSearch && !searches ? [...extras, { googleSearch: {} }] : extras;
}

function neutralName(tool: string): string {
  return tool.startsWith("googleSearch") ? "webSearch" : `tools.${tool}`;
}
