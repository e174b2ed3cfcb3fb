import type { Option } from "./option.ts";
import { groups, helpOf } from "./option_help.ts";
import { flagOf, keys, optionOf, variableOf } from "./options.ts";
import type { Key } from "./options.ts";

const width = 100;
const column = 33;

/** The text of `--help`, at most 100 columns wide. */
export function helpText(version: string): string {
  return [
    `gemini-web2api ${version}: Google Gemini for clients of OpenAI, Anthropic and Google GenAI`,
    "",
    "Usage: deno task start [flags]",
    ...groups.flatMap((
      group,
    ) => ["", group, ...keys.filter((key) => helpOf(key).group === group).flatMap(entry)]),
    "",
    "Other",
    ...row(
      "--config PATH",
      "Configuration file. Not set: ./config.json, else gemini-web2api/config.json in your " +
        "configuration folder.",
    ),
    ...row(
      "--print-config",
      "Print the settings in force and where each comes from, without secrets, and exit.",
    ),
    ...row("-h, --help", "Print this text and exit."),
    ...row("-V, --version", "Print the version and exit."),
    "",
    ...rules,
  ].join("\n");
}

const rules = [
  "Each setting has three names: the flag --foo-bar, the environment variable",
  'GEMINI_WEB2API_FOO_BAR and the key "foo_bar" of the configuration file. A flag overrides the',
  "environment, which overrides a .env file in the working directory, which overrides the",
  "configuration file. In flags and variables, lists are separated by commas and objects are JSON.",
  'Secrets, marked "no flag", are set as variables or in the file.',
  "",
  "Examples",
  "  deno task start",
  "  deno task start --port 8090 --cookie-file cookies.txt",
  "  deno task start --proxy socks5://127.0.0.1:1080 --no-log-requests",
  "  GEMINI_WEB2API_API_KEYS=secret1,secret2 deno task start --host 0.0.0.0",
];

function entry(key: Key): string[] {
  const option = optionOf(key);
  const { doc } = helpOf(key);
  if (option.secret) return row(variableOf(key), `${doc} (no flag)`);
  return row(head(key, option), `${doc}${valueNote(option)}`);
}

function head(key: Key, option: Option): string {
  if (option.type !== "boolean") return `${flagOf(key)} ${helpOf(key).placeholder}`;
  return option.default ? `--[no-]${flagOf(key).slice(2)}` : flagOf(key);
}

/** ` (text, json; default text)` */
function valueNote(option: Option): string {
  const notes = [
    option.type === "choice" ? option.choices.join(", ") : "",
    defaultNote(option),
  ].filter((note) => note !== "");
  return notes.length > 0 ? ` (${notes.join("; ")})` : "";
}

function defaultNote(option: Option): string {
  if (!("default" in option) || option.default === undefined) return "";
  if (option.type === "boolean") return option.default ? "default on" : "";
  return typeof option.default === "object" ? "" : `default ${option.default}`;
}

function row(head: string, text: string): string[] {
  const lines = wrapped(text, width - column);
  const first = `  ${head}`;
  if (first.length > column - 2) return [first, ...lines.map((line) => " ".repeat(column) + line)];
  return lines.map((line, index) => (index === 0 ? first : "").padEnd(column) + line);
}

/** Words in lines of at most this many characters; a longer word has a line to itself. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
