import type { Option, ValueOf } from "./option.ts";

const google = ["https:", "http:"] as const;

/**
 * Every key of the configuration. A key `foo_bar` of config.json is the flag `--foo-bar` and the environment variable
 * `GEMINI_WEB2API_FOO_BAR`; secrets are no flags, because other users of the machine can read those.
 */
export const options = {
  host: {
    group: "Server",
    type: "word",
    default: "127.0.0.1",
    placeholder: "ADDRESS",
    doc: "Address to listen on. 0.0.0.0 or :: lets other machines in: set api_keys too.",
  },
  port: {
    group: "Server",
    type: "integer",
    default: 8081,
    min: 0,
    max: 65535,
    placeholder: "PORT",
    doc: "Port to listen on; 0 takes any free one.",
  },
  max_body_mb: {
    group: "Server",
    type: "number",
    default: 64,
    min: 0.001,
    max: 1024,
    placeholder: "MB",
    doc: "Largest request body in megabytes, pictures and files within it included.",
  },
  api_keys: {
    group: "Access",
    type: "list",
    items: "key",
    default: [],
    placeholder: "KEYS",
    secret: true,
    doc: "Keys that open the gateway. None: it is open to all who can reach it.",
  },
  cors_origins: {
    group: "Access",
    type: "list",
    items: "origin",
    default: [],
    placeholder: "ORIGINS",
    doc: "Origins of web pages that may use the gateway without a key, such as " +
      "https://chat.example; * means every page. Pages of this machine always may.",
  },
  allowed_hosts: {
    group: "Access",
    type: "list",
    items: "host name",
    default: [],
    placeholder: "HOSTS",
    doc: "Host names beside localhost by which a gateway on a loopback address may be called.",
  },
  cookie_file: {
    group: "Google account",
    type: "path",
    placeholder: "PATH",
    doc: "File with the cookies of gemini.google.com. Without one, Gemini answers anonymously. " +
      "A relative path in a configuration file starts at that file's folder.",
  },
  cookie: {
    group: "Google account",
    type: "text",
    placeholder: "TEXT",
    secret: true,
    doc: "The cookies themselves in place of cookie_file, for places without files: what would " +
      "stand in that file.",
  },
  auth_user: {
    group: "Google account",
    type: "integer",
    min: 0,
    max: 99,
    placeholder: "N",
    doc: "Which account to use where the cookies hold several: the N of gemini.google.com/u/N.",
  },
  xsrf_token: {
    group: "Google account",
    type: "word",
    placeholder: "TOKEN",
    secret: true,
    doc: "The page's XSRF token, where it cannot be read from the page.",
  },
  gemini_bl: {
    group: "Google account",
    type: "word",
    placeholder: "LABEL",
    doc: "Build label of the Gemini web app (bl), where it cannot be read from the page.",
  },
  temporary_chats: {
    group: "Google account",
    type: "boolean",
    default: false,
    doc: "Keep conversations out of the account's history.",
  },
  default_model: {
    group: "Models",
    type: "word",
    default: "gemini-3.5-flash",
    placeholder: "MODEL",
    doc: "Model that serves names of which nothing else is known.",
  },
  model_aliases: {
    group: "Models",
    type: "map",
    default: {},
    placeholder: "JSON",
    doc: 'Other names for models, such as {"gpt-5": "gemini-3.1-pro"}.',
  },
  strict_models: {
    group: "Models",
    type: "boolean",
    default: false,
    doc:
      "Refuse unknown model names, and answers that Google gave by a lesser model than asked for.",
  },
  route: {
    group: "Official API",
    type: "choice",
    choices: ["auto", "web", "api"],
    default: "auto",
    placeholder: "UPSTREAM",
    doc: "Upstream of model names without web/ or api/ before them. auto: the official API for " +
      "clients that bring a Google key and for models that only it has, else the web app.",
  },
  gemini_api_key: {
    group: "Official API",
    type: "word",
    placeholder: "KEY",
    secret: true,
    doc: "Key of the official Gemini API, for requests that bring none of their own.",
  },
  fallback_to_api: {
    group: "Official API",
    type: "boolean",
    default: false,
    doc: "Ask the official API when the web app limits or blocks a request before its first word.",
  },
  allow_private_urls: {
    group: "Official API",
    type: "boolean",
    default: false,
    doc: "Fetch pictures and documents that a client names by URL from private and loopback " +
      "addresses too.",
  },
  proxy: {
    group: "Network",
    type: "url",
    schemes: ["http:", "https:", "socks5:"],
    credentials: true,
    placeholder: "URL",
    doc: "Proxy for all calls to Google, such as socks5://127.0.0.1:1080. Not set: HTTPS_PROXY, " +
      "ALL_PROXY and NO_PROXY of the environment.",
  },
  retry_attempts: {
    group: "Network",
    type: "integer",
    default: 3,
    min: 0,
    max: 20,
    placeholder: "N",
    doc: "How many times a call that failed is tried again, where that is safe.",
  },
  retry_delay_sec: {
    group: "Network",
    type: "number",
    default: 2,
    min: 0,
    max: 300,
    placeholder: "SECONDS",
    doc: "Seconds before the first retry.",
  },
  request_timeout_sec: {
    group: "Network",
    type: "number",
    default: 180,
    min: 1,
    max: 86400,
    placeholder: "SECONDS",
    doc: "Seconds that Google may stay silent before a request is given up.",
  },
  gemini_web_url: {
    group: "Network",
    type: "url",
    schemes: google,
    default: "https://gemini.google.com",
    placeholder: "URL",
    doc: "Where the Gemini web app is, for those behind a reverse proxy of their own.",
  },
  google_accounts_url: {
    group: "Network",
    type: "url",
    schemes: google,
    default: "https://accounts.google.com",
    placeholder: "URL",
    doc: "Where Google's accounts are.",
  },
  gemini_upload_url: {
    group: "Network",
    type: "url",
    schemes: google,
    default: "https://push.clients6.google.com",
    placeholder: "URL",
    doc: "Where the web app uploads files.",
  },
  gemini_api_url: {
    group: "Network",
    type: "url",
    schemes: google,
    default: "https://generativelanguage.googleapis.com",
    placeholder: "URL",
    doc: "Where the official Gemini API is.",
  },
  log_requests: {
    group: "Log",
    type: "boolean",
    default: true,
    doc: "Write one line for each request; never prompts, cookies or keys.",
  },
  log_format: {
    group: "Log",
    type: "choice",
    choices: ["text", "json"],
    default: "text",
    placeholder: "FORMAT",
    doc: "How a log line is written.",
  },
} as const satisfies Record<string, Option>;

type Options = typeof options;

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
