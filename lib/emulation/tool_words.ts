import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import type { Tool } from "../core/tool.ts";

/** How much of the tools is told, from all of it down to what a call cannot do without. */
export const toolDetails = ["all", "tool-descriptions", "schemas"] as const;
export type ToolDetail = (typeof toolDetails)[number];

/** The tools as one line of JSON. */
export function toolArray(tools: readonly Tool[], detail: ToolDetail): string {
  return JSON.stringify(tools.map(({ name, description, parameters = noParameters }) => ({
    name,
    description: detail === "schemas" ? undefined : description,
    parameters: detail === "all" ? parameters : withoutNotes(parameters),
  })));
}

/** How to call, and whether a call is a must. */
export function toolReminder(request: GenerateRequest): string {
  const lines = [
    "The tools under [Tools] run in the user's environment. To call one, write a fenced block like this:",
    '```tool_call\n{"name": "TOOL_NAME", "arguments": {"PARAMETER": "VALUE"}}\n```',
    "The block holds one JSON object with double quotes, and line breaks inside strings are written as \\n. " +
    (request.parallelToolCalls
      ? "Several blocks in one answer are calls that run together. "
      : "Write at most one block in an answer. ") +
    "End the answer after the last block; the results come with the next message.",
  ];
  if (request.toolChoice.mode === "required") {
    lines.push(`This answer ${mustCall(request)} to be complete.`);
  } else lines.push("If no tool is needed, just answer.");
  return lines.join("\n\n");
}

/**
 * `must call NAME` where there is one tool to choose from by the client's own wish. In a prompt a space follows it, for a
 * full stop might be taken for a part of the name.
 */
export function mustCall({ toolChoice }: GenerateRequest): string {
  const [name, ...others] = toolChoice.allowed ?? [];
  return name && others.length === 0 ? `must call ${name}` : "must call at least one tool";
}

const noParameters: JsonObject = { type: "object", properties: {} };

/** Keywords whose value maps names of the client's own to schemas. */
const schemaMaps = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);
/** Keywords whose value is data, not a schema. */
const data = new Set(["const", "enum", "default", "required"]);
/** Keywords that only explain. */
const notes = new Set(["description", "title", "examples", "example", "$comment"]);

function withoutNotes(schema: JsonObject): JsonObject {
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (notes.has(key) || value === undefined) continue;
    if (data.has(key)) out[key] = value;
    else if (schemaMaps.has(key) && isJsonObject(value)) {
      out[key] = Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, bare(each)]),
      );
    } else out[key] = bare(value);
  }
  return out;
}

function bare(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((each) => bare(each) ?? null);
  return isJsonObject(value) ? withoutNotes(value) : value;
}
