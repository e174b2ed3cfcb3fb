import type { Fields } from "../../core/fields.ts";
import type { Tool } from "../../core/tool.ts";

/**
 * A freeform tool as a function of one string; its grammar can only be told in words. `grammarIn` finds the grammar
 * within the tool's `format`.
 */
export function freeformTool(fields: Fields, grammarIn: (format: Fields) => Fields): Tool {
  const format = fields.optionalNested("format");
  const grammar = format?.oneOf("type", ["text", "grammar"]) === "grammar"
    ? grammarIn(format)
    : undefined;
  const words = [
    fields.optionalString("description"),
    `The tool's input is raw text, given whole as the string "input".`,
    grammar &&
    `The input must match this ${grammar.string("syntax")} grammar:\n${
      grammar.string("definition")
    }`,
  ];
  return {
    name: fields.string("name"),
    description: words.filter(Boolean).join("\n\n"),
    parameters: {
      type: "object",
      properties: { input: { type: "string", description: "The raw input." } },
      required: ["input"],
      additionalProperties: false,
    },
  };
}
