import type { GenerateRequest } from "../core/generate_request.ts";
import type { Tool } from "../core/tool.ts";

/** The tools that may be called in this turn. */
export function offeredTools({ tools, toolChoice }: GenerateRequest): Tool[] {
  if (toolChoice.mode === "none") return [];
  const { allowed } = toolChoice;
  return allowed ? tools.filter((tool) => allowed.includes(tool.name)) : tools;
}
