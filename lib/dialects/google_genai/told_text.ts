import type { Fields } from "../../core/fields.ts";

/** What the model reads of a part that one of the vendor's own tools left in the history. */
export function toldText(
  fields: Fields,
  field:
    | "executableCode"
    | "codeExecutionResult"
    | "toolCall"
    | "toolResponse"
    | "audioTranscription",
): string {
  fields.readAll();
  const { language, code, outcome, output, toolType, args, response, text } = fields.object;
  switch (field) {
    case "executableCode":
      return fenced(stringOf(code), language === "PYTHON" ? "python" : "");
    case "codeExecutionResult":
      return `[Code execution: ${stringOf(outcome)}]\n${fenced(stringOf(output), "")}`;
    case "toolCall":
      return `[Used ${stringOf(toolType)}: ${JSON.stringify(args ?? {})}]`;
    case "toolResponse":
      return `[Result of ${stringOf(toolType)}: ${JSON.stringify(response ?? {})}]`;
    case "audioTranscription":
      return stringOf(text);
  }
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function fenced(code: string, language: string): string {
  const runs = code.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length), 2) + 1);
  return `${fence}${language}\n${code.replace(/\n$/, "")}\n${fence}`;
}
