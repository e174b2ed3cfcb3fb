import type { ModelInfo } from "../../core/backend.ts";
import type { Reasoning, ReasoningEffort } from "../../core/generate_request.ts";

export type FamilyName = "flash-lite" | "flash" | "pro";

/** Slot 80 and element 15 of the model header: 1 standard, 2 extended, 3 deep think. */
export type ThinkingLevel = 1 | 2 | 3;

/** A model of the web app's menu. */
export interface WebModel {
  name: string;
  displayName: string;
  /** Absent: Google chooses. */
  family?: FamilyName;
  /** As in the name; absent where Google may serve any. */
  version?: string;
  /** Slot 79 and element 14 of the model header. */
  mode: number;
  /** What is asked for where the client asks for nothing. */
  thinking: ThinkingLevel;
  /** Unix seconds of the day it was first seen. */
  createdAt?: number;
}

/**
 * Ids of element 4 of the model header, by what the account pays. They stay while the version they name moves on.
 * Source: public clients between April and August 2026, a capture of the web app's menu in October 2026.
 */
export const families = {
  "flash-lite": { rank: 1, freeId: "cf41b0e0dd7d53e5", paidId: "8c46e95b1a07cecc" },
  "flash": { rank: 2, freeId: "fbb127bbb056c959", paidId: "56fdd199312815e2" },
  "pro": { rank: 3, freeId: "9d8ca3786ebdfbea", paidId: "e6fa609c3fa255c0" },
} as const satisfies Record<FamilyName, { rank: number; freeId: string; paidId: string }>;

/**
 * Mode numbers: 1 Flash, 2 Thinking, 3 Pro, 4 Auto, 5 dynamic thinking, 6 Flash-Lite (four public clients, August
 * 2026). Thinking is Flash's id with level 2 since May 2026, when the Thinking model went. Release days: 3.1 Pro
 * 2026-02-26, 3.6 Flash 2026-07-22, 3.7 Flash 2026-08-14, 3.8 Flash in October 2026.
 */
const models: readonly WebModel[] = [
  flash("3.5", Date.UTC(2026, 4, 21)),
  flashThinking("3.5", Date.UTC(2026, 4, 21)),
  {
    name: "gemini-3.5-flash-thinking-lite",
    displayName: "Gemini 3.5 Flash Thinking Lite",
    family: "flash",
    version: "3.5",
    mode: 5,
    thinking: 2,
  },
  flash("3.6", Date.UTC(2026, 6, 22)),
  flashThinking("3.6", Date.UTC(2026, 6, 22)),
  flash("3.7", Date.UTC(2026, 7, 14)),
  flashThinking("3.7", Date.UTC(2026, 7, 14)),
  flash("3.8", Date.UTC(2026, 9, 1)),
  flashThinking("3.8", Date.UTC(2026, 9, 1)),
  {
    name: "gemini-3.1-pro",
    displayName: "Gemini 3.1 Pro",
    family: "pro",
    version: "3.1",
    mode: 3,
    thinking: 1,
    createdAt: Date.UTC(2026, 1, 26) / 1000,
  },
  {
    name: "gemini-flash-lite",
    displayName: "Gemini Flash-Lite",
    family: "flash-lite",
    mode: 6,
    thinking: 1,
  },
  { name: "gemini-auto", displayName: "Gemini Auto", mode: 4, thinking: 1 },
];

const byName = new Map(models.map((model) => [model.name, model]));

/** The model of exactly that name. */
export function webModel(name: string): WebModel | undefined {
  return byName.get(name);
}

/** The models in the words of the dialects' lists. */
export function webModelInfos(): ModelInfo[] {
  return models.map((model) => ({
    name: model.name,
    displayName: model.displayName,
    description: "Served by the Gemini web app.",
    // 130,000 bytes of prompt, see prompt_bytes.ts, at four bytes a token.
    inputTokenLimit: 32_500,
    thinking: true,
    createdAt: model.createdAt,
  }));
}

/**
 * How deep to think. `@think=N` is the most explicit, then effort, then the budget, then the model's own way.
 * Deep think is for paying accounts and Pro only, so nothing less than `@think=0` on Pro asks for it.
 */
export function thinkingLevel(model: WebModel, reasoning: Reasoning): ThinkingLevel {
  const { depth, effort, budgetTokens } = reasoning;
  if (depth !== undefined) {
    if (depth === 0 && model.family === "pro") return 3;
    return depth <= 2 ? 2 : 1;
  }
  if (effort) return levelOfEffort[effort];
  // -1 leaves it to the model. Vendors' "low" is some 1,000 tokens, "medium" some 8,000.
  if (budgetTokens !== undefined && budgetTokens >= 0) return budgetTokens < 4096 ? 1 : 2;
  return model.thinking;
}

const levelOfEffort: Record<ReasoningEffort, ThinkingLevel> = {
  none: 1,
  minimal: 1,
  low: 1,
  medium: 2,
  high: 2,
  xhigh: 2,
};

function flash(version: string, day: number): WebModel {
  return {
    name: `gemini-${version}-flash`,
    displayName: `Gemini ${version} Flash`,
    family: "flash",
    version,
    mode: 1,
    thinking: 1,
    createdAt: day / 1000,
  };
}

function flashThinking(version: string, day: number): WebModel {
  return {
    ...flash(version, day),
    name: `gemini-${version}-flash-thinking`,
    displayName: `Gemini ${version} Flash Thinking`,
    mode: 2,
    thinking: 2,
  };
}
