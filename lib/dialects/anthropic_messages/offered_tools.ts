import type { Fields } from "../../core/fields.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Tool, ToolChoice } from "../../core/tool.ts";
import type { ToolChange } from "./conversation.ts";
import type { BetaToolChoice, BetaToolUnion } from "./wire.ts";

/** A tool type without its date: `web_search` for `web_search_20250305`. */
type ToolFamily = FamilyOf<NonNullable<BetaToolUnion["type"]>>;
type FamilyOf<T extends string> = T extends `${infer Family}_2${string}` ? Family : T;

/**
 * - `ignored`: the vendor's servers would run it; the model answers without it, and the answer says so.
 * - `finds-tools`: searches deferred tools on the vendor's servers; without it they are offered at once.
 * - `refused`: the client would run it, but only the vendor's models know its arguments.
 */
export const toolDecisions = {
  custom: "function",
  web_search: "web-search",
  web_fetch: "ignored",
  code_execution: "ignored",
  advisor: "ignored",
  tool_search_tool_bm25: "finds-tools",
  tool_search_tool_regex: "finds-tools",
  bash: "refused",
  text_editor: "refused",
  memory: "refused",
  computer: "refused",
  computer_toolset: "refused",
  browser_toolset: "refused",
  mcp_toolset: "refused",
} as const satisfies Record<ToolFamily, string>;

const choiceModes = {
  auto: "auto",
  any: "required",
  tool: "required",
  none: "none",
} as const satisfies Record<BetaToolChoice["type"], ToolChoice["mode"]>;

export type ToolSettings =
  & Pick<GenerateRequest, "tools" | "toolChoice" | "parallelToolCalls" | "webSearch">
  & { ignored: string[] };

/** The tools on offer at the end of the conversation, and the choice among them. */
export function readTools(fields: Fields, changes: readonly ToolChange[]): ToolSettings {
  const offer = new ToolOffer();
  for (const tool of fields.optionalObjects("tools") ?? []) {
    if (offer.declares(tool.object.name)) tool.fail("name", "a name that no other tool has");
    offer.declare(tool);
  }
  for (const change of changes) {
    if (change.type === "define") offer.declare(change.definition);
    else offer.turn(change.name, change.type === "offer");
  }
  const choice = fields.optionalNested("tool_choice");
  const toolChoice = choice ? offer.choose(choice) : { mode: "auto" as const };
  return {
    tools: offer.tools(),
    toolChoice,
    parallelToolCalls: !choice?.optionalBoolean("disable_parallel_tool_use"),
    webSearch: offer.webSearch,
    ignored: offer.ignored,
  };
}

class ToolOffer {
  webSearch = false;
  readonly ignored: string[] = [];
  readonly #declared = new Map<string, { tool: Tool; offered: boolean }>();
  readonly #serverTools = new Set<string>();
  #offersAll = false;

  declare(fields: Fields): void {
    fields.raw("cache_control");
    const family = familyOf(fields);
    switch (toolDecisions[family]) {
      case "function":
        return this.#declareFunction(fields);
      case "web-search":
        this.webSearch = true;
        fields.optionalBoolean("defer_loading");
        this.#serverTools.add(fields.string("name"));
        return;
      case "finds-tools":
        this.#offersAll = true;
        return this.#ignoreServerTool(fields);
      case "ignored":
        return this.#ignoreServerTool(fields);
      case "refused":
        throw refusedTool(fields);
    }
  }

  declares(name: unknown): boolean {
    return typeof name === "string" && this.#declared.has(name);
  }

  turn(name: string, offered: boolean): void {
    const entry = this.#declared.get(name);
    if (entry) entry.offered = offered;
  }

  choose(choice: Fields): ToolChoice {
    const type = choice.oneOf("type", Object.keys(choiceModes) as (keyof typeof choiceModes)[]);
    const mode = choiceModes[type];
    if (mode !== "required") return { mode };
    const name = type === "tool" ? choice.string("name") : undefined;
    if (name !== undefined && this.#declared.has(name)) {
      this.turn(name, true);
      return { mode, allowed: [name] };
    }
    if (name === undefined && this.tools().length > 0) return { mode };
    // Nobody but the upstream runs the tools of its own servers, so nobody can force it to.
    const free = name === undefined ? this.#serverTools.size > 0 : this.#serverTools.has(name);
    if (!free) return choice.fail(name === undefined ? "type" : "name", "a choice among `tools`");
    this.ignored.push("tool_choice");
    return { mode: "auto" };
  }

  tools(): Tool[] {
    return Array.from(this.#declared.values())
      .filter(({ offered }) => offered || this.#offersAll)
      .map(({ tool }) => tool);
  }

  #declareFunction(fields: Fields): void {
    // How its input is streamed is the model's server's matter.
    fields.optionalBoolean("eager_input_streaming");
    const name = fields.string("name");
    const parameters = fields.raw("input_schema");
    if (parameters !== undefined && !isJsonObject(parameters)) {
      return fields.fail("input_schema", "a JSON Schema object");
    }
    const description = fields.optionalString("description");
    const strict = fields.optionalBoolean("strict");
    const offered = !fields.optionalBoolean("defer_loading");
    this.#declared.set(name, { tool: { name, description, parameters, strict }, offered });
  }

  #ignoreServerTool(fields: Fields): void {
    fields.readAll();
    if (typeof fields.object.name === "string") this.#serverTools.add(fields.object.name);
    this.ignored.push(fields.path);
  }
}

/** The dates of later versions need no entry of their own. */
function familyOf(fields: Fields): ToolFamily {
  const type = fields.optionalString("type") ?? "custom";
  const family = type.replace(/_2\d*$/, "");
  if (Object.hasOwn(toolDecisions, family)) return family as ToolFamily;
  throw refusedTool(fields);
}

function refusedTool(fields: Fields): GatewayError {
  return new GatewayError(
    "invalid-request",
    `Cannot offer "${fields.path}" of type "${fields.object.type}" to Gemini; ` +
      "declare the tool with an `input_schema` and without `type`.",
    { code: "unsupported_parameter", param: fields.at("type") },
  );
}
