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
  const { language, args, response } = fields.object;
  const said = (key: string) => fields.optionalString(key) ?? "";
  switch (field) {
    case "executableCode":
      return fenced(said("code"), language === "PYTHON" ? "python" : "");
    case "codeExecutionResult":
      return `[Code execution: ${said("outcome")}]\n${fenced(said("output"), "")}`;
    case "toolCall":
      return `[Used ${said("toolType")}: ${JSON.stringify(args ?? {})}]`;
    case "toolResponse":
      return `[Result of ${said("toolType")}: ${JSON.stringify(response ?? {})}]`;
    case "audioTranscription":
      return said("text");
  }
}

function fenced(code: string, language: string): string {
  const runs = code.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length), 2) + 1);
  return `${fence}${language}\n${code.replace(/\n$/, "")}\n${fence}`;
}
