import type { Fields } from "../../core/fields.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Tool, ToolChoice } from "../../core/tool.ts";
import { unsupportedField } from "../openai/field_decisions.ts";
import { freeformTool } from "../openai/freeform_tool.ts";

export interface DecodedTools {
  tools: Tool[];
  choice: ToolChoice;
  webSearch: boolean;
  /** Names of freeform tools: offered as a function of one string, answered with the bare string. */
  custom: ReadonlySet<string>;
  /** The client speaks the older `functions` form and wants its answer in it. */
  legacy: boolean;
}

/** Decodes `tools`/`tool_choice`, or the older `functions`/`function_call`. */
export function decodeTools(body: Fields): DecodedTools {
  const custom = new Set<string>();
  const tools: Tool[] = [];
  let webSearch = body.optionalNested("web_search_options") !== undefined;
  for (const tool of body.optionalObjects("tools") ?? []) {
    const type = tool.string("type");
    if (type === "function") tools.push(functionTool(tool.nested("function")));
    else if (type === "custom") tools.push(customTool(tool.nested("custom"), custom));
    else if (/^(web_search|google_search)/.test(type)) webSearch = true;
    else {
      throw unsupportedField(
        tool.at("type"),
        `Cannot offer a tool of type "${type}": "function", "custom" and "web_search" are known here.`,
      );
    }
  }
  const functions = body.optionalObjects("functions")?.map(functionTool) ?? [];
  const legacy = functions.length > 0 && tools.length === 0;
  tools.push(...functions);
  const choice = legacy ? legacyChoice(body) : toolChoice(body);
  const names = new Set(tools.map(({ name }) => name));
  for (const name of choice.allowed ?? []) {
    if (!names.has(name)) {
      body.fail(
        legacy ? "function_call" : "tool_choice",
        `the name of a declared tool, not "${name}"`,
      );
    }
  }
  return { tools, choice, webSearch, custom, legacy };
}

function functionTool(fields: Fields): Tool {
  return {
    name: fields.string("name"),
    description: fields.optionalString("description"),
    parameters: schema(fields, "parameters"),
    strict: fields.optionalBoolean("strict"),
  };
}

function customTool(fields: Fields, custom: Set<string>): Tool {
  const tool = freeformTool(fields, (format) => format.nested("grammar"));
  custom.add(tool.name);
  return tool;
}

function schema(fields: Fields, key: string): JsonObject | undefined {
  const value = fields.raw(key);
  if (value === undefined || isJsonObject(value)) return value;
  return fields.fail(key, "a JSON Schema object");
}

function toolChoice(body: Fields): ToolChoice {
  const value = body.raw("tool_choice");
  if (value === undefined || value === "auto") return { mode: "auto" };
  if (value === "none") return { mode: "none" };
  if (value === "required" || value === "any") return { mode: "required" };
  const choice = body.nested("tool_choice");
  switch (choice.oneOf("type", ["function", "custom", "allowed_tools"])) {
    case "function":
      return { mode: "required", allowed: [choice.nested("function").string("name")] };
    case "custom":
      return { mode: "required", allowed: [choice.nested("custom").string("name")] };
    case "allowed_tools": {
      const allowed = choice.nested("allowed_tools");
      const names = allowed.objects("tools").map((tool) => {
        return tool.nested(tool.oneOf("type", ["function", "custom"])).string("name");
      });
      return { mode: allowed.oneOf("mode", ["auto", "required"]), allowed: names };
    }
  }
}

function legacyChoice(body: Fields): ToolChoice {
  const value = body.raw("function_call");
  if (value === undefined || value === "auto") return { mode: "auto" };
  if (value === "none") return { mode: "none" };
  return { mode: "required", allowed: [body.nested("function_call").string("name")] };
}
