import { ConfigError } from "./config_error.ts";
import { checkValue } from "./option_value.ts";
import type { Option, OptionValue } from "./option.ts";
import type { Key } from "./options.ts";
import { optionOf } from "./options.ts";

/** One value that somebody set, already checked. */
export interface Setting {
  key: Key;
  value: OptionValue;
  /** Where it stood, for people: `--port`, `GEMINI_WEB2API_PORT in .env`, a file's path. */
  origin: string;
  /** Where relative paths start; absent: the working directory. */
  folder?: string;
}

/** Checks a raw value; throws the error that says what was expected. */
export function setting(
  key: Key,
  raw: unknown,
  place: { origin: string; folder?: string },
): Setting {
  const option = optionOf(key);
  const checked = checkValue(option, raw);
  if ("value" in checked) return { key, value: checked.value, ...place };
  throw unreadable(key, place.origin, `expected ${checked.expected}${butWas(option, raw)}`);
}

/** The error for a key that cannot be read from where it was set. */
export function unreadable(key: Key, origin: string, why: string): ConfigError {
  return new ConfigError(`Cannot read "${key}" from ${origin}: ${why}.`);
}

/** `, not "abc"`; nothing where the value may hold a secret. */
function butWas(option: Option, raw: unknown): string {
  if (option.secret || option.type === "url") return "";
  const text = JSON.stringify(raw);
  return `, not ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}
