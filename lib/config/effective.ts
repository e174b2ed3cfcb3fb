import type { Config, Key } from "./options.ts";
import { keys, optionOf } from "./options.ts";
import type { Setting } from "./setting.ts";

export interface EffectiveConfig {
  config: Config;
  /** Where each value came from: `default`, a flag, a variable or a file's path. */
  origins: Record<Key, string>;
}

/** The value of every key: later settings win over earlier ones, and all over the defaults. */
export function effective(settings: Setting[]): EffectiveConfig {
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const key of keys) {
    const option = optionOf(key);
    if ("default" in option) values[key] = structuredClone(option.default);
    origins[key] = "default";
  }
  for (const { key, value, origin } of settings) {
    values[key] = value;
    origins[key] = origin;
  }
  // The table's own type and the checks of `setting` make it one.
  return { config: values as unknown as Config, origins: origins as Record<Key, string> };
}
