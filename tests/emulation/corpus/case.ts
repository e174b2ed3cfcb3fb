import type { Tool, ToolChoice } from "../../../lib/core/tool.ts";

/** An answer as a model may give it, and what must become of it. */
export interface Case {
  /** What is special about the answer. */
  name: string;
  /** The model's answer, and the one it gives when it is asked again. */
  answers: string[];
  /** The text that the client gets. */
  text: string;
  /** The calls that the client gets, as `NAME ARGUMENTS`. */
  calls: string[];
  choice?: ToolChoice;
  /** Words of the error, where there is no answer. */
  error?: string;
}

export const tools: Tool[] = [
  {
    name: "get_weather",
    description: "Tells the weather.",
    parameters: {
      type: "object",
      properties: { city: { type: "string" }, days: { type: "integer" } },
      required: ["city"],
    },
  },
  {
    name: "write_file",
    parameters: {
      type: "object",
      properties: { path: { type: "string" }, content: { type: "string" } },
      required: ["path", "content"],
    },
  },
  { name: "now" },
  {
    name: "exec",
    parameters: { type: "object", properties: { input: { type: "string" } }, required: ["input"] },
  },
  {
    name: "measure",
    strict: true,
    parameters: {
      type: "object",
      properties: { unit: { type: "string" }, place: { type: "string" } },
      required: ["unit"],
    },
  },
];

/** A block in our notation. */
export function block(json: string, fence = "```"): string {
  return `${fence}tool_call\n${json}\n${fence}`;
}

export const weather = '{"name": "get_weather", "arguments": {"city": "Oslo"}}';
export const weatherCall = 'get_weather {"city":"Oslo"}';
export const now = '{"name": "now", "arguments": {}}';
