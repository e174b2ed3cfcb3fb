import { ConfigError } from "./config_error.ts";
import { nearest } from "./nearest.ts";
import { textValue } from "./option_value.ts";
import { environmentPrefix, isKey, keys, optionOf, variableOf } from "./options.ts";
import type { Setting } from "./setting.ts";
import { setting } from "./setting.ts";

export type Environment = Record<string, string | undefined>;

export interface EnvironmentSettings {
  settings: Setting[];
  /** `GEMINI_WEB2API_CONFIG`. */
  config?: { path: string; origin: string };
}

/**
 * Reads the variables with the gateway's prefix; others are none of its business. An empty variable counts as not set,
 * as container tools pass on what nobody filled in. `file`: the .env file they stood in, if one.
 */
export function readEnvironment(environment: Environment, file?: string): EnvironmentSettings {
  const result: EnvironmentSettings = { settings: [] };
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(environmentPrefix)) continue;
    const key = name.slice(environmentPrefix.length).toLowerCase();
    const origin = file ? `${name} in ${file}` : name;
    const known = (isKey(key) || key === "config") && name === variableOf(key);
    if (!known) throw unknownVariable(name, { key, file });
    if (!text) continue;
    if (isKey(key)) result.settings.push(setting(key, textValue(optionOf(key), text), { origin }));
    else result.config = { path: text, origin };
  }
  return result;
}

function unknownVariable(name: string, { key, file }: { key: string; file?: string }): ConfigError {
  const near = nearest(key, [...keys, "config"]);
  const advice = near ? `did you mean ${variableOf(near)}?` : "--help lists all keys.";
  return new ConfigError(`Unknown variable ${name} in ${file ?? "the environment"}: ${advice}`);
}
