import { parseArgs } from "node:util";
import { ConfigError } from "./config_error.ts";
import { nearest } from "./nearest.ts";
import { expectation, textValue } from "./option_value.ts";
import { flagOf, isKey, keys, optionOf, variableOf } from "./options.ts";
import type { Key } from "./options.ts";
import type { Setting } from "./setting.ts";
import { setting } from "./setting.ts";

export interface Flags {
  settings: Setting[];
  /** What to print instead of starting. */
  print?: "help" | "version" | "config";
  /** `--config PATH`. */
  config?: string;
}

/** Flags that are no keys of the configuration, and whether they take a value. */
const others = { help: false, version: false, print_config: false, config: true };

const shortcuts: Record<string, string> = { "-h": "--help", "-V": "--version" };

/** Reads the command line: `--flag value`, `--flag=value`, `--switch`, `--no-switch`; the last one counts. */
export function readFlags(args: string[]): Flags {
  const { tokens } = parseArgs({
    args: switchesJoined(args.map((arg) => shortcuts[arg] ?? arg)),
    options: parseOptions(),
    strict: false,
    tokens: true,
  });
  const flags: Flags = { settings: [] };
  const lists = new Map<Key, string[]>();
  if (tokens.some((token) => token.kind === "option" && token.name === "help")) {
    return { settings: [], print: "help" };
  }
  for (const token of tokens) {
    if (token.kind === "positional") throw unexpected(token.value);
    if (token.kind === "option-terminator") continue;
    const { key, negated } = keyOfFlag(token.name, token.rawName);
    const text = valueText(token, { key, negated });
    if (key === "config") flags.config = text;
    else if (!isKey(key)) flags.print ??= key === "version" ? "version" : "config";
    else flags.settings.push(flagSetting(key, text, { flag: token.rawName, lists }));
  }
  return flags;
}

/** Writes `--switch false` as `--switch=false`: to the parser a switch takes no next word. */
function switchesJoined(args: string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1) ?? "";
    const key = last.slice(2).replaceAll("-", "_");
    const isSwitch = isKey(key) && optionOf(key).type === "boolean" && last === flagOf(key);
    if (isSwitch && /^(true|false|1|0)$/i.test(arg)) joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Tells the parser which flags take the next word as their value. */
function parseOptions(): Record<string, { type: "string" | "boolean" }> {
  const own = keys.map((key) => [key, optionOf(key).type !== "boolean"] as const);
  return Object.fromEntries(
    [...own, ...Object.entries(others)].map(([key, valued]) => [
      flagOf(key).slice(2),
      { type: valued ? "string" : "boolean" },
    ]),
  );
}

function keyOfFlag(name: string, rawName: string): { key: string; negated: boolean } {
  const negated = rawName.startsWith("--no-");
  const key = (negated ? name.slice(3) : name).replaceAll("-", "_");
  const known = isKey(key) || Object.hasOwn(others, key);
  const spelled = rawName === (negated ? `--no-${flagOf(key).slice(2)}` : flagOf(key));
  const canNegate = isKey(key) && optionOf(key).type === "boolean";
  if (!known || !spelled || (negated && !canNegate)) throw unknownFlag(rawName, key);
  if (isKey(key) && optionOf(key).secret) throw secretFlag(key);
  return { key, negated };
}

interface FlagToken {
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
}

function valueText(token: FlagToken, flag: { key: string; negated: boolean }): string {
  const option = isKey(flag.key) ? optionOf(flag.key) : undefined;
  const valued = option ? option.type !== "boolean" : flag.key === "config";
  if (valued) {
    // A flag in the place of a value was meant as a flag.
    const missing = token.value === undefined || (!token.inlineValue && /^--/.test(token.value));
    if (!missing && token.value) return token.value;
    const expected = option ? expectation(option) : "the path of a file";
    throw new ConfigError(`${token.rawName} needs a value: expected ${expected}.`);
  }
  if (token.value === undefined) return String(!flag.negated);
  if (option && !flag.negated) return token.value;
  throw new ConfigError(`${token.rawName} takes no value.`);
}

/** A list that is named several times holds the words of all. */
function flagSetting(
  key: Key,
  text: string,
  { flag, lists }: { flag: string; lists: Map<Key, string[]> },
): Setting {
  const raw = textValue(optionOf(key), text);
  if (!Array.isArray(raw)) return setting(key, raw, { origin: flag });
  const all = [...lists.get(key) ?? [], ...raw];
  lists.set(key, all);
  return setting(key, all, { origin: flag });
}

function unknownFlag(rawName: string, key: string): ConfigError {
  const near = nearest(key, [
    ...keys.filter((key) => !optionOf(key).secret),
    ...Object.keys(others),
  ]);
  return new ConfigError(
    `Unknown flag ${rawName}: ${
      near ? `did you mean ${flagOf(near)}?` : "--help lists all flags."
    }`,
  );
}

function secretFlag(key: Key): ConfigError {
  return new ConfigError(
    `"${key}" is not a flag, because other users of this machine can read flags: set it in the ` +
      `configuration file, or as ${variableOf(key)} in the environment or .env.`,
  );
}

function unexpected(word: string): ConfigError {
  const near = nearest(word, keys);
  const advice = near
    ? `did you mean ${flagOf(near)}?`
    : "flags start with --, and --help lists all.";
  return new ConfigError(`Unexpected argument ${JSON.stringify(word)}: ${advice}`);
}
