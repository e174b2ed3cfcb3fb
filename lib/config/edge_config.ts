import { ConfigError } from "./config_error.ts";
import { effective } from "./effective.ts";
import type { Environment } from "./environment.ts";
import { readEnvironment } from "./environment.ts";
import type { Config, Key } from "./options.ts";
import { variableOf } from "./options.ts";

/**
 * The configuration of a place that has no files, no flags and no port of its own: its variables and the defaults.
 * Throws `ConfigError`, also for variables that could do nothing there.
 */
export function edgeConfig(environment: Environment): Config {
  const { settings, config } = readEnvironment(environment);
  if (config) throw useless("config", "there are no files here; set each key as a variable");
  for (const { key } of settings) {
    const why = without[key];
    if (why) throw useless(key, why);
  }
  return effective(settings).config;
}

const listening = "where to listen is not the gateway's own choice here";

/** Keys that are of no use on the edge. */
const without: Partial<Record<Key, string>> = {
  host: listening,
  port: listening,
  allowed_hosts: "it is for loopback addresses",
  cookie_file: `there are no files here; put the cookies themselves into ${variableOf("cookie")}`,
  proxy: "calls to Google cannot go through a proxy here",
};

function useless(key: string, why: string): ConfigError {
  return new ConfigError(`Cannot use ${variableOf(key)}: ${why}.`);
}
