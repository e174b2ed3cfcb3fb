import { parse } from "@std/jsonc";
import { ConfigError } from "./config_error.ts";
import { nearest } from "./nearest.ts";
import { isKey, keys } from "./options.ts";
import type { Setting } from "./setting.ts";
import { setting } from "./setting.ts";

/** Reads a configuration file: JSON with comments and trailing commas. A key that is null counts as not set. */
export function readConfigFile(text: string, place: { path: string; folder: string }): Setting[] {
  const settings: Setting[] = [];
  for (const [key, raw] of Object.entries(parseObject(text, place.path))) {
    if (!isKey(key)) throw unknownKey(key, place.path);
    if (raw === null) continue;
    settings.push(setting(key, raw, { origin: place.path, folder: place.folder }));
  }
  return settings;
}

function parseObject(text: string, path: string): object {
  const bare = text.replace(/^\uFEFF/, "");
  let value: unknown;
  try {
    value = parse(bare);
  } catch (error) {
    throw new ConfigError(`Cannot read ${path}: it is not JSON${wherein(bare, error)}.`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new ConfigError(`Cannot read ${path}: expected a JSON object, such as {"port": 8081}.`);
}

/** The line and column of a syntax error. The parser's own message would quote the text, which may be a key. */
function wherein(text: string, error: unknown): string {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  if (position === undefined) return " (it ends too early)";
  const lines = text.slice(0, Number(position)).split("\n");
  return ` (line ${lines.length}, column ${lines.at(-1)!.length + 1})`;
}

function unknownKey(key: string, path: string): ConfigError {
  const near = nearest(key, keys);
  const advice = near ? `did you mean "${near}"?` : "--help lists all keys.";
  return new ConfigError(`Unknown key ${JSON.stringify(key)} in ${path}: ${advice}`);
}
