import { parseEnv } from "node:util";
import { ConfigError } from "./config_error.ts";
import { readConfigFile } from "./config_file.ts";
import { absolutePath, defaultConfigPaths, folderOf } from "./config_paths.ts";
import type { Place } from "./config_paths.ts";
import type { EffectiveConfig } from "./effective.ts";
import { effective } from "./effective.ts";
import type { Environment } from "./environment.ts";
import { readEnvironment } from "./environment.ts";
import { readFlags } from "./flags.ts";
import { helpText } from "./help_text.ts";
import { optionOf } from "./options.ts";
import { printedConfig } from "./printed_config.ts";
import type { Setting } from "./setting.ts";
import { unreadable } from "./setting.ts";

/** All that a configuration is made of. */
export interface ConfigSources extends Place {
  args: string[];
  /** The program's version, for `--version`. */
  version: string;
  /** A file's text, or `undefined` where there is none; throws where it cannot be read. */
  readFile(path: string): string | undefined;
}

export interface LoadedConfig extends EffectiveConfig {
  /** The configuration file that was read. */
  file?: string;
  /** The environment on top of .env, for variables that are not the gateway's own (`HTTPS_PROXY`). */
  environment: Environment;
}

/**
 * The effective configuration: flags, then environment, then .env, then the file, then defaults. Or the text that
 * `--help`, `--version` or `--print-config` asks for. Throws `ConfigError`.
 */
export function loadConfig(sources: ConfigSources): LoadedConfig | { print: string } {
  const flags = readFlags(sources.args);
  if (flags.print === "help") return { print: helpText(sources.version) };
  if (flags.print === "version") return { print: sources.version };
  const dotEnv = dotEnvironment(sources);
  const low = readEnvironment(dotEnv, ".env");
  const high = readEnvironment(sources.env);
  const named = flags.config === undefined
    ? high.config ?? low.config
    : { path: flags.config, origin: "--config" };
  const file = named ? namedFile(named, sources) : foundFile(sources);
  const settings = [
    ...file ? readConfigFile(file.text, { ...file, folder: folderOf(file.path, sources) }) : [],
    ...low.settings,
    ...high.settings,
    ...flags.settings,
  ];
  const loaded = {
    ...effective(settings.map((each) => withAbsolutePath(each, sources))),
    file: file?.path,
    environment: { ...dotEnv, ...sources.env },
  };
  checkCookieFile(loaded, sources);
  return flags.print === "config" ? { print: printedConfig(loaded) } : loaded;
}

function dotEnvironment(sources: ConfigSources): Environment {
  const text = readText(absolutePath(".env", sources), sources);
  return text === undefined ? {} : { ...parseEnv(text.replace(/^\uFEFF/, "")) };
}

interface FoundFile {
  path: string;
  text: string;
}

function namedFile(named: { path: string; origin: string }, sources: ConfigSources): FoundFile {
  const path = absolutePath(named.path, sources);
  const text = readText(path, sources);
  if (text !== undefined) return { path, text };
  throw new ConfigError(
    `There is no configuration file ${path}, although ${named.origin} names it.`,
  );
}

function foundFile(sources: ConfigSources): FoundFile | undefined {
  for (const path of defaultConfigPaths(sources)) {
    const text = readText(path, sources);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

function readText(path: string, sources: ConfigSources): string | undefined {
  try {
    return sources.readFile(path);
  } catch (error) {
    throw new ConfigError(`Cannot read ${path}: ${reason(error)}.`);
  }
}

function withAbsolutePath(setting: Setting, place: Place): Setting {
  const { key, value, folder } = setting;
  const isPath = optionOf(key).type === "path" && typeof value === "string";
  return isPath ? { ...setting, value: absolutePath(value, place, folder) } : setting;
}

function checkCookieFile({ config, origins }: LoadedConfig, sources: ConfigSources): void {
  const path = config.cookie_file;
  if (path === undefined) return;
  const origin = origins.cookie_file;
  if (config.cookie !== undefined) {
    throw unreadable("cookie_file", origin, `"cookie" is set too, by ${origins.cookie}; set one`);
  }
  let text: string | undefined;
  try {
    text = sources.readFile(path);
  } catch (error) {
    throw unreadable("cookie_file", origin, `${path} cannot be read: ${reason(error)}`);
  }
  if (text === undefined) throw unreadable("cookie_file", origin, `there is no file ${path}`);
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/: \w+ '.*/s, "").replaceAll(/\s+/g, " ");
}
