import type { LoadedConfig } from "./load_config.ts";
import type { Key } from "./options.ts";
import { keys, optionOf } from "./options.ts";

/**
 * The effective configuration as a configuration file: secrets as `***`, and in a comment where each value came from.
 * Keys without a value are null.
 */
export function printedConfig({ config, origins, file }: LoadedConfig): string {
  const lines = keys.map((key, index) => {
    const value = JSON.stringify(redacted(key, config[key]) ?? null);
    return `  "${key}": ${value}${index < keys.length - 1 ? "," : ""} // ${origins[key]}`;
  });
  const source = file ? `Configuration file: ${file}` : "No configuration file was found.";
  return [`// ${source}`, "{", ...lines, "}"].join("\n");
}

function redacted(key: Key, value: unknown): unknown {
  const option = optionOf(key);
  if (value === undefined) return undefined;
  if (option.secret) return Array.isArray(value) ? value.map(() => "***") : "***";
  return option.type === "url" && option.credentials ? withoutCredentials(String(value)) : value;
}

/** A URL with `***` in place of user and password. */
function withoutCredentials(url: string): string {
  return url.replace(/^([a-z\d+.-]+:\/\/)[^/]*@/i, "$1***@");
}
