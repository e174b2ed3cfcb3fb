import type { OutputFormat } from "../core/generate_request.ts";

export type JsonOutput = Extract<OutputFormat, { type: "json" }>;

/** What the answer must look like; the schema stands on a line of its own. */
export function outputWords(output: JsonOutput): string {
  if (!output.schema) return "The answer is one JSON object, without any text around it.";
  const name = output.name ? ` (${output.name})` : "";
  return `The answer is JSON${name} that is valid against this JSON Schema, without any text around it:\n` +
    JSON.stringify(output.schema);
}

export function outputReminder(withTools: boolean): string {
  const who = withTools ? "An answer without tool calls is" : "The answer is";
  return `${who} JSON as described under [Output], and nothing else.`;
}
