import type { Fields } from "../../core/fields.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Tool, ToolChoice } from "../../core/tool.ts";
import { decideFields, type FieldDecision } from "./field_decisions.ts";
import { toJsonSchema } from "./json_schema.ts";
import type * as wire from "./wire.ts";
import { upperWord } from "./upper_word.ts";

export interface DecodedTools {
  tools: Tool[];
  choice: ToolChoice;
  webSearch: boolean;
  /** Tools, and settings of tools, that only the vendor's own API knows. */
  extras: JsonObject[];
  configExtras: JsonObject;
}

/** The vendor's own tools go to its own API; elsewhere the backend reports them as not honoured. */
export const toolFields = {
  functionDeclarations: "read",
  googleSearch: "read",
  googleSearchRetrieval: "read",
  codeExecution: "extra",
  urlContext: "extra",
  googleMaps: "extra",
  fileSearch: "extra",
  computerUse: "refused",
  mcpServers: "refused",
  retrieval: "refused",
  enterpriseWebSearch: "refused",
  exaAiSearch: "refused",
  parallelAiSearch: "refused",
} as const satisfies Record<keyof wire.Tool, FieldDecision>;

const elsewhere = "this tool belongs to another product of the vendor's; googleSearch is here.";

const toolRefusals = {
  computerUse: "there is no computer to use here; declare the actions as functions.",
  mcpServers: "connect to MCP servers in the client and declare their tools as functions.",
  retrieval: elsewhere,
  enterpriseWebSearch: elsewhere,
  exaAiSearch: elsewhere,
  parallelAiSearch: elsewhere,
};

export const declarationFields = {
  name: "read",
  description: "read",
  parameters: "read",
  parametersJsonSchema: "read",
  response: "read",
  responseJsonSchema: "read",
  behavior: "ignored", // of the live API
} as const satisfies Record<keyof wire.FunctionDeclaration, FieldDecision>;

export const toolConfigFields = {
  functionCallingConfig: "read",
  retrievalConfig: "extra",
  includeServerSideToolInvocations: "extra",
} as const satisfies Record<keyof wire.ToolConfig, FieldDecision>;

export const callingFields = {
  mode: "read",
  allowedFunctionNames: "read",
  streamFunctionCallArguments: "ignored",
} as const satisfies Record<keyof wire.FunctionCallingConfig, FieldDecision>;

/** Decodes `tools` and `toolConfig`. */
export function decodeTools(body: Fields): DecodedTools {
  const tools: Tool[] = [];
  const extras: JsonObject[] = [];
  let webSearch = false;
  for (const tool of objects(body, "tools")) {
    const extra = decideFields(tool, toolFields, toolRefusals);
    tools.push(...objects(tool, "functionDeclarations").map(functionTool));
    for (const key of ["googleSearch", "googleSearchRetrieval"] as const) {
      if (!tool.has(key)) continue;
      webSearch = true;
      const settings = tool.raw(key);
      if (isJsonObject(settings) && Object.keys(settings).length > 0) extra[key] = settings;
    }
    if (Object.keys(extra).length > 0) extras.push(extra);
  }
  const config = body.optionalNested("toolConfig");
  const configExtras = config ? decideFields(config, toolConfigFields) : {};
  return { tools, choice: toolChoice(config, tools), webSearch, extras, configExtras };
}

/** An array of objects, or the only one. */
function objects(fields: Fields, key: string): Fields[] {
  return isJsonObject(fields.object[key])
    ? [fields.nested(key)]
    : fields.optionalObjects(key) ?? [];
}

function functionTool(fields: Fields): Tool {
  const name = fields.string("name");
  const description = fields.optionalString("description");
  const parameters = schema(fields, "parametersJsonSchema") ?? schema(fields, "parameters");
  const returns = schema(fields, "responseJsonSchema") ?? schema(fields, "response");
  // The neutral tool has no place for the shape of its results; the model reads it all the same.
  const returned = returns && `Returns: ${JSON.stringify(returns)}`;
  return {
    name,
    description: [description, returned].filter(Boolean).join("\n") || undefined,
    parameters,
  };
}

function schema(fields: Fields, key: string): JsonObject | undefined {
  const value = fields.raw(key);
  if (value === undefined) return undefined;
  return isJsonObject(value) ? toJsonSchema(value) : fields.fail(key, "a schema object");
}

const modes = {
  MODE_UNSPECIFIED: "auto",
  AUTO: "auto",
  VALIDATED: "auto", // calls keep to their schema, as they do here anyway
  ANY: "required",
  NONE: "none",
} as const satisfies Record<
  `${NonNullable<wire.FunctionCallingConfig["mode"]>}`,
  ToolChoice["mode"]
>;

function toolChoice(config: Fields | undefined, tools: Tool[]): ToolChoice {
  const calling = config?.optionalNested("functionCallingConfig");
  if (!calling) return { mode: "auto" };
  const mode = modes[upperWord(calling, "mode", modes) ?? "AUTO"];
  const allowed = calling.optionalStrings("allowedFunctionNames") ?? [];
  const names = new Set(tools.map(({ name }) => name));
  const unknown = allowed.find((name) => !names.has(name));
  if (unknown !== undefined) {
    calling.fail("allowedFunctionNames", `names of declared functions, not "${unknown}"`);
  }
  if (mode === "required" && tools.length === 0) throw nothingToCall(calling.at("mode"));
  return allowed.length > 0 && mode !== "none" ? { mode, allowed } : { mode };
}

function nothingToCall(param: string): GatewayError {
  return new GatewayError(
    "invalid-request",
    `Cannot honour "${param}": it asks for a call, and tools declares no function.`,
    { code: "invalid_value", param },
  );
}
