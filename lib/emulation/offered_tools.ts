import type { GenerateRequest } from "../core/generate_request.ts";
import type { Tool } from "../core/tool.ts";

/** The tools that may be called in this turn. */
export function offeredTools({ tools, toolChoice }: GenerateRequest): Tool[] {
  if (toolChoice.mode === "none") return [];
  const { allowed } = toolChoice;
  if (!allowed) return tools;
  const names = new Set(allowed);
  return tools.filter((tool) => names.has(tool.name));
}
