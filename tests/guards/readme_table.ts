import { helpOf } from "../../lib/config/option_help.ts";
import { expectation } from "../../lib/config/option_value.ts";
import { keys, optionOf } from "../../lib/config/options.ts";
import type { Key } from "../../lib/config/options.ts";

/** The rows of the README's configuration table: key, default, meaning. */
export function readmeRows(): string[][] {
  return keys.map((key) => [`\`${key}\``, defaultCell(key), meaningCell(key)]);
}

function defaultCell(key: Key): string {
  const option = optionOf(key);
  return "default" in option ? `\`${JSON.stringify(option.default)}\`` : "not set";
}

function meaningCell(key: Key): string {
  const option = optionOf(key);
  const limits = option.type === "choice" || option.type === "integer" || option.type === "number"
    ? ` Takes ${expectation(option)}.`
    : "";
  const secret = option.secret ? " A secret: no flag." : "";
  // A lone star would begin emphasis, and a bar a new cell.
  return (helpOf(key).doc + limits + secret).replaceAll("*", "\\*").replaceAll("|", "\\|");
}

/** The table as Markdown, to be pasted into README.md. */
export function readmeTable(): string {
  return [["Key", "Default", "Meaning"], ["---", "---", "---"], ...readmeRows()]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

// deno run tests/guards/readme_table.ts
if (import.meta.main) console.log(readmeTable());
