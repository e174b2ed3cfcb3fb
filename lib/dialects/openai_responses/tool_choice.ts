import type { Fields } from "../../core/fields.ts";
import type { ToolChoice } from "../../core/tool.ts";
import { unsupportedField } from "../openai/field_decisions.ts";
import type { Toolset } from "./toolset.ts";
import type { ResponseCreateParamsBase } from "./wire.ts";

type ChoiceObject = Exclude<NonNullable<ResponseCreateParamsBase["tool_choice"]>, string>;

/** `hosted`: of a tool that Gemini uses at its own will, so that it can be allowed but not forced. */
const choiceTypes = {
  function: "named",
  custom: "named",
  allowed_tools: "allowed",
  // The SDK's type lacks it; its own tools send it.
  web_search: "hosted",
  web_search_preview: "hosted",
  web_search_preview_2025_03_11: "hosted",
  image_generation: "hosted",
  file_search: "refused",
  computer: "refused",
  computer_use: "refused",
  computer_use_preview: "refused",
  code_interpreter: "refused",
  mcp: "refused",
  shell: "refused",
  apply_patch: "refused",
  programmatic_tool_calling: "refused",
} as const satisfies Record<
  ChoiceObject["type"] | "web_search",
  "named" | "allowed" | "hosted" | "refused"
>;

/** Decodes `tool_choice`. A hosted tool that was to be forced is added to `ignored`. */
export function decodeToolChoice(body: Fields, toolset: Toolset, ignored: string[]): ToolChoice {
  const value = body.raw("tool_choice");
  if (value === undefined || typeof value === "string") return choiceOfWord(body, toolset);
  const choice = body.nested("tool_choice");
  const type = choice.oneOf("type", Object.keys(choiceTypes) as (keyof typeof choiceTypes)[]);
  switch (choiceTypes[type]) {
    case "named":
      return { mode: "required", allowed: [nameOf(choice, toolset)] };
    case "allowed":
      return allowedTools(choice, toolset);
    case "hosted":
      ignored.push("tool_choice");
      return { mode: "auto" };
    case "refused":
      throw unsupportedField(
        choice.at("type"),
        `Cannot force a tool of type "${type}": it runs at OpenAI only. Choose a function of your own.`,
      );
  }
}

function choiceOfWord(body: Fields, toolset: Toolset): ToolChoice {
  const mode = body.optionalOneOf("tool_choice", ["auto", "none", "required"]) ?? "auto";
  if (mode !== "required" || toolset.tools().length > 0) return { mode };
  if (toolset.webSearch || toolset.outputMedia) return { mode: "auto" };
  return body.fail("tool_choice", `"auto" or "none" where there are no "tools"`);
}

function allowedTools(choice: Fields, toolset: Toolset): ToolChoice {
  const mode = choice.optionalOneOf("mode", ["auto", "required"]) ?? "auto";
  const allowed = choice.objects("tools").flatMap((tool) => {
    const type = tool.string("type");
    if (type === "namespace") return toolset.namesIn(tool.string("name"));
    return type === "function" || type === "custom" ? [nameOf(tool, toolset)] : [];
  });
  return allowed.length > 0 ? { mode, allowed } : { mode: "none" };
}

function nameOf(choice: Fields, toolset: Toolset): string {
  const name = choice.string("name");
  const namespace = choice.optionalString("namespace");
  if (!toolset.has(name, namespace) && !(namespace === undefined && toolset.declared(name))) {
    choice.fail("name", `the name of a tool in "tools", not "${name}"`);
  }
  return toolset.nameOf(name, namespace);
}
