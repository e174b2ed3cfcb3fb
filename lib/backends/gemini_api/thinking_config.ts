import type { Reasoning, ReasoningEffort } from "../../core/generate_request.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Thinking, ThinkingLevel } from "./model_traits.ts";

export interface ThinkingChoice {
  /** `thinkingConfig`; absent: the model's own way, or it does not think. */
  config?: JsonObject;
  /** Whether the model cannot do what was asked: think at all, or not think. */
  unmet: boolean;
}

/**
 * How deep the model thinks. `@think=N` is the most explicit; then the effort or the budget, whichever is the model's
 * own way to say it; what a model lacks becomes the nearest it has, rather more than less.
 */
export function thinkingConfig(thinking: Thinking, reasoning: Reasoning): ThinkingChoice {
  switch (thinking.by) {
    case "none":
      return { unmet: wantsThoughts(reasoning) };
    case "level": {
      const wanted = wantedLevel(reasoning);
      const level = wanted && nearestLevel(wanted, thinking.levels);
      return {
        config: shown(reasoning, level && { thinkingLevel: level.toUpperCase() }),
        unmet: isOff(reasoning) && level !== "minimal",
      };
    }
    case "budget": {
      const budget = wantedBudget(reasoning, thinking);
      return {
        config: shown(reasoning, budget === undefined ? undefined : { thinkingBudget: budget }),
        unmet: isOff(reasoning) && budget !== 0,
      };
    }
  }
}

const order: readonly ThinkingLevel[] = ["minimal", "low", "medium", "high"];

const levelOfEffort: Record<ReasoningEffort, ThinkingLevel> = {
  none: "minimal",
  minimal: "minimal",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
};

/** By `@think=N`, 0 deepest. */
const levelOfDepth: readonly ThinkingLevel[] = ["high", "high", "medium", "low", "minimal"];

/** Tokens. The numbers of Google's own layer for OpenAI clients. */
const budgetOfEffort: Record<ReasoningEffort, number> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
};

const budgetOfDepth: readonly number[] = [32_768, 16_384, 8192, 1024, 0];

function wantedLevel({ depth, effort, budgetTokens }: Reasoning): ThinkingLevel | undefined {
  if (depth !== undefined) return levelOfDepth[depth];
  if (effort) return levelOfEffort[effort];
  if (budgetTokens === undefined || budgetTokens < 0) return undefined;
  if (budgetTokens === 0) return "minimal";
  if (budgetTokens < 4096) return "low";
  return budgetTokens < 16_384 ? "medium" : "high";
}

function nearestLevel(wanted: ThinkingLevel, levels: readonly ThinkingLevel[]): ThinkingLevel {
  const rank = order.indexOf(wanted);
  return levels.find((level) => order.indexOf(level) >= rank) ?? levels.at(-1)!;
}

function wantedBudget(
  { depth, effort, budgetTokens }: Reasoning,
  { min, max, off }: Extract<Thinking, { by: "budget" }>,
): number | undefined {
  const byEffort = effort && budgetOfEffort[effort];
  const wanted = depth !== undefined ? budgetOfDepth[depth] : budgetTokens ?? byEffort;
  if (wanted === undefined) return undefined;
  if (wanted < 0) return -1;
  return wanted === 0 && off ? 0 : Math.min(Math.max(wanted, min), max);
}

function shown({ show }: Reasoning, depth: JsonObject | undefined): JsonObject | undefined {
  if (depth?.thinkingBudget === 0) return depth;
  return show ? { ...depth, includeThoughts: true } : depth;
}

function isOff({ depth, effort, budgetTokens }: Reasoning): boolean {
  return depth === undefined && (effort === "none" || (!effort && budgetTokens === 0));
}

function wantsThoughts({ depth, effort, budgetTokens }: Reasoning): boolean {
  if (depth !== undefined) return depth < 4;
  return effort ? effort !== "none" && effort !== "minimal" : (budgetTokens ?? 0) > 0;
}
