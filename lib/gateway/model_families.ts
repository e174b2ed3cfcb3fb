import { misread } from "../core/gateway_error.ts";
import type { Backend } from "../core/backend.ts";

const lite = new Set(["mini", "haiku", "lite", "nano", "small"]);
const pro = new Set(["pro", "opus", "large", "max"]);

/**
 * The backend's model that comes nearest to what a foreign name promises (`gpt-5-mini` is a small model,
 * `claude-opus-4` a strong one), or `undefined` where the name promises nothing. Whole words only: every `gemini` holds
 * a "mini".
 */
export function familyModel(backend: Backend, name: string): string | undefined {
  const words = name.toLowerCase().split(/[^a-z]+/);
  if (words.some((word) => lite.has(word))) return backend.families.lite;
  if (words.some((word) => pro.has(word))) return backend.families.pro;
  return undefined;
}

/** Splits `NAME@think=N` into the name and the depth. Throws for a depth that there is not. */
export function splitThinkSuffix(name: string): { name: string; depth?: number } {
  const match = /^(.+)@think=([0-4])$/.exec(name);
  if (!match && name.includes("@think=")) {
    throw misread("model", "NAME@think=N with N from 0 (deepest) to 4 (shallowest)");
  }
  return match ? { name: match[1]!, depth: Number(match[2]) } : { name };
}
