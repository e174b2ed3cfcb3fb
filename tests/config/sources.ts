import type { Config } from "../../lib/config/options.ts";
import { ConfigError } from "../../lib/config/config_error.ts";
import type { ConfigSources, LoadedConfig } from "../../lib/config/load_config.ts";
import { loadConfig } from "../../lib/config/load_config.ts";

interface Given extends Partial<Omit<ConfigSources, "readFile">> {
  /** Texts by absolute path; an Error is thrown instead. */
  files?: Record<string, string | Error>;
}

/** A machine without variables and files but those given; the working directory is /home/u/app. */
export function load(given: Given = {}): LoadedConfig | { print: string } {
  const { files = {}, ...sources } = given;
  return loadConfig({
    args: [],
    env: {},
    cwd: "/home/u/app",
    os: "linux",
    version: "1.2.3",
    readFile(path) {
      const file = files[path];
      if (file instanceof Error) throw file;
      return file;
    },
    ...sources,
  });
}

export function loaded(given: Given = {}): LoadedConfig {
  const result = load(given);
  if ("print" in result) throw new Error(`printed: ${result.print}`);
  return result;
}

export function configOf(given: Given = {}): Config {
  return loaded(given).config;
}

export function printed(given: Given = {}): string {
  const result = load(given);
  return "print" in result ? result.print : "";
}

/** The one line that the user gets. */
export function mistake(given: Given): string {
  try {
    load(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}
