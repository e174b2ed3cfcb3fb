import { wrapped } from "../../lib/config/help_text.ts";
import { groups, helpOf } from "../../lib/config/option_help.ts";
import { keys, optionOf } from "../../lib/config/options.ts";
import type { Key } from "../../lib/config/options.ts";

/** The text of config.example.json: every key with its documentation and its default, null where it has none. */
export function exampleFile(): string {
  const parts = groups.map((group) => {
    const own = keys.filter((key) => helpOf(key).group === group);
    return [`  // ---- ${group} ----`, ...own.map(entry)].join("\n");
  });
  return `${head}{\n${parts.join("\n\n")}\n}\n`;
}

const head = `// Every key of the configuration, with its default; null means not set.
// Copy this file to config.json and change what you need. Comments and trailing commas are allowed.
`;

function entry(key: Key): string {
  const option = optionOf(key);
  const value = "default" in option ? option.default : null;
  const comma = key === keys.at(-1) ? "" : ",";
  const choices = option.type === "choice" ? ` One of ${option.choices.join(", ")}.` : "";
  const comments = wrapped(helpOf(key).doc + choices, 95).map((line) => `  // ${line}\n`).join("");
  return `${comments}  "${key}": ${JSON.stringify(value)}${comma}`;
}

// deno run -A tests/config/example_file.ts
if (import.meta.main) {
  await Deno.writeTextFile(new URL("../../config.example.json", import.meta.url), exampleFile());
}
