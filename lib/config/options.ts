import type { Option, ValueOf } from "./option.ts";

const google = ["https:", "http:"] as const;

/**
 * Every key of the configuration. A key `foo_bar` of config.json is the flag `--foo-bar` and the environment variable
 * `GEMINI_WEB2API_FOO_BAR`; secrets are not flags, because other users of the machine can read flags.
 */
const options = {
  host: { type: "word", default: "127.0.0.1" },
  port: { type: "integer", default: 8081, min: 0, max: 65535 },
  max_body_mb: { type: "number", default: 64, min: 0.001, max: 1024 },
  api_keys: { type: "list", items: "key", default: [], secret: true },
  cors_origins: { type: "list", items: "origin", default: [] },
  allowed_hosts: { type: "list", items: "host name", default: [] },
  cookie_file: { type: "path" },
  cookie: { type: "text", secret: true },
  auth_user: { type: "integer", min: 0, max: 99 },
  xsrf_token: { type: "word", secret: true },
  gemini_bl: { type: "word" },
  temporary_chats: { type: "boolean", default: false },
  default_model: { type: "word", default: "gemini-3.5-flash" },
  model_aliases: { type: "map", default: {} },
  strict_models: { type: "boolean", default: false },
  route: { type: "choice", choices: ["auto", "web", "api"], default: "auto" },
  gemini_api_key: { type: "word", secret: true },
  fallback_to_api: { type: "boolean", default: false },
  allow_private_urls: { type: "boolean", default: false },
  proxy: { type: "url", schemes: ["http:", "https:", "socks5:"], credentials: true },
  retry_attempts: { type: "integer", default: 3, min: 0, max: 20 },
  retry_delay_sec: { type: "number", default: 2, min: 0, max: 300 },
  request_timeout_sec: { type: "number", default: 180, min: 1, max: 86400 },
  gemini_web_url: { type: "url", schemes: google, default: "https://gemini.google.com" },
  google_accounts_url: { type: "url", schemes: google, default: "https://accounts.google.com" },
  gemini_upload_url: { type: "url", schemes: google, default: "https://push.clients6.google.com" },
  gemini_api_url: {
    type: "url",
    schemes: google,
    default: "https://generativelanguage.googleapis.com",
  },
  log_requests: { type: "boolean", default: true },
  log_format: { type: "choice", choices: ["text", "json"], default: "text" },
} as const satisfies Record<string, Option>;

export type Options = typeof options;

/** The name of a key. */
export type Key = keyof Options;

type KeyWithDefault = { [K in Key]: Options[K] extends { default: unknown } ? K : never }[Key];

/** The effective configuration. URLs end without a slash, paths are absolute. */
export type Config =
  & { [K in KeyWithDefault]: ValueOf<Options[K]> }
  & { [K in Exclude<Key, KeyWithDefault>]?: ValueOf<Options[K]> };

export const keys = Object.keys(options) as Key[];

export function isKey(word: string): word is Key {
  return Object.hasOwn(options, word);
}

/** The table's entry, typed as what options have in common. */
export function optionOf(key: Key): Option {
  return options[key];
}

export const environmentPrefix = "GEMINI_WEB2API_";

export function flagOf(key: string): string {
  return `--${key.replaceAll("_", "-")}`;
}

export function variableOf(key: string): string {
  return environmentPrefix + key.toUpperCase();
}
