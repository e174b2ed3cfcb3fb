import type { Fields } from "../../core/fields.ts";
import type { Reasoning, ReasoningEffort } from "../../core/generate_request.ts";
import type { BetaOutputConfig, BetaThinkingConfigParam } from "./wire.ts";

/**
 * How thoughts go to the client: `omitted` sends blocks without text, for their signature's sake; `none` is for
 * clients that did not ask for thinking.
 */
export type ThoughtDisplay = "shown" | "omitted" | "none";

const efforts = {
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "xhigh",
  max: "xhigh",
} as const satisfies Record<NonNullable<BetaOutputConfig["effort"]>, ReasoningEffort>;

const thinkingModes = {
  enabled: "thinks",
  adaptive: "thinks",
  between_tools: "thinks",
  disabled: "does not think",
} as const satisfies Record<BetaThinkingConfigParam["type"], string>;

/** The `effort` of an `output_config`. */
export function optionalEffort(config: Fields): ReasoningEffort | undefined {
  const effort = config.optionalOneOf("effort", Object.keys(efforts) as (keyof typeof efforts)[]);
  return effort && efforts[effort];
}

/** `thinking`, with the effort asked for elsewhere. */
export function readReasoning(
  fields: Fields,
  effort: ReasoningEffort | undefined,
): { reasoning: Reasoning; thoughts: ThoughtDisplay } {
  const thinking = fields.optionalNested("thinking");
  if (!thinking) return { reasoning: { effort, show: false }, thoughts: "none" };
  const types = Object.keys(thinkingModes) as (keyof typeof thinkingModes)[];
  const type = thinking.oneOf("type", types);
  if (thinkingModes[type] === "does not think") {
    return { reasoning: { effort: "none", show: false }, thoughts: "none" };
  }
  const display = thinking.optionalOneOf("display", ["summarized", "omitted", "updates"]);
  const budgetTokens = thinking.optionalInteger("budget_tokens", { min: 0 });
  const thoughts = display === "omitted" ? "omitted" : "shown";
  return { reasoning: { effort, budgetTokens, show: thoughts === "shown" }, thoughts };
}
