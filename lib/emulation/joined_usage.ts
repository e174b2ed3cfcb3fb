import type { Usage } from "../core/generate_event.ts";

/** The usage of an answer that took two generations. Both read nearly the same input, which counts once. */
export function joinedUsage(first: Usage, second: Usage): Usage {
  const reasoning = (first.reasoningTokens ?? 0) + (second.reasoningTokens ?? 0);
  return {
    ...first,
    outputTokens: first.outputTokens + second.outputTokens,
    reasoningTokens: reasoning || undefined,
  };
}
