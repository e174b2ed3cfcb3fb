import type { Key, Options } from "./options.ts";

/** What is told of a key. */
export interface OptionHelp {
  group: Group;
  /** Stands for the value in the help text; a switch has none. */
  placeholder?: string;
  /** One or two sentences for the help text, config.example.json and the README. */
  doc: string;
}

/** Headings of the help text, in its order. */
export const groups = [
  "Server",
  "Access",
  "Google account",
  "Models",
  "Official API",
  "Network",
  "Log",
] as const;

type Group = typeof groups[number];

/** Apart from the options themselves, so that places that show no help need not load it. */
const table = {
  host: {
    group: "Server",
    placeholder: "ADDRESS",
    doc: "Address to listen on. 0.0.0.0 or :: lets other machines in: set api_keys too.",
  },
  port: {
    group: "Server",
    placeholder: "PORT",
    doc: "Port to listen on; 0 takes any free one.",
  },
  max_body_mb: {
    group: "Server",
    placeholder: "MB",
    doc: "Largest request body in megabytes, pictures and files within it included.",
  },
  api_keys: {
    group: "Access",
    placeholder: "KEYS",
    doc:
      "Keys of which clients must send one. Without any, all who can reach the gateway may use it.",
  },
  cors_origins: {
    group: "Access",
    placeholder: "ORIGINS",
    doc: "Origins of web pages that may use the gateway without a key, such as " +
      "https://chat.example; * means every page. Pages served from this machine always may.",
  },
  allowed_hosts: {
    group: "Access",
    placeholder: "HOSTS",
    doc: "Host names under which clients may call a gateway that listens on a loopback address, " +
      "besides localhost. Needed behind a reverse proxy that passes its own name on.",
  },
  cookie_file: {
    group: "Google account",
    placeholder: "PATH",
    doc: "File with the cookies of gemini.google.com. Without one, Gemini answers anonymously. " +
      "A relative path in a configuration file starts at that file's folder.",
  },
  cookie: {
    group: "Google account",
    placeholder: "TEXT",
    doc:
      "The cookies themselves, instead of cookie_file, where there are no files: the text that " +
      "the file would hold.",
  },
  auth_user: {
    group: "Google account",
    placeholder: "N",
    doc: "Which account to use if the cookies belong to several: the N of gemini.google.com/u/N.",
  },
  xsrf_token: {
    group: "Google account",
    placeholder: "TOKEN",
    doc: "XSRF token of the Gemini page (SNlM0e). Needed only if it cannot be read from the page.",
  },
  gemini_bl: {
    group: "Google account",
    placeholder: "LABEL",
    doc: "Build label of the Gemini web app (bl). Needed only if it cannot be read from the page.",
  },
  temporary_chats: {
    group: "Google account",
    doc: "Keep conversations out of the account's history.",
  },
  default_model: {
    group: "Models",
    placeholder: "MODEL",
    doc: "Model for unknown model names, except those whose words say small or strong (such as " +
      "mini, opus).",
  },
  model_aliases: {
    group: "Models",
    placeholder: "JSON",
    doc: 'Other names for models, such as {"gpt-5": "gemini-3.1-pro"}.',
  },
  strict_models: {
    group: "Models",
    doc: "Refuse unknown model names, and answers from a lesser model than the one asked for.",
  },
  route: {
    group: "Official API",
    placeholder: "UPSTREAM",
    doc: "Upstream for model names without the prefix web/ or api/. auto: the official API for " +
      "clients that bring a Google key and for models that only it has, otherwise the web app.",
  },
  gemini_api_key: {
    group: "Official API",
    placeholder: "KEY",
    doc: "Key of the official Gemini API, for requests that do not bring their own.",
  },
  fallback_to_api: {
    group: "Official API",
    doc: "Ask the official API when the web app limits or blocks a request before its first word.",
  },
  allow_private_urls: {
    group: "Official API",
    doc: "Also fetch from private and loopback addresses when a client names a picture or " +
      "document by its URL.",
  },
  proxy: {
    group: "Network",
    placeholder: "URL",
    doc: "Proxy for all calls to Google, such as socks5://127.0.0.1:1080. Not set: HTTPS_PROXY, " +
      "ALL_PROXY and NO_PROXY of the environment.",
  },
  retry_attempts: {
    group: "Network",
    placeholder: "N",
    doc: "How many times a failed call to Google is tried again, where that is safe.",
  },
  retry_delay_sec: {
    group: "Network",
    placeholder: "SECONDS",
    doc: "Longest pause before a retry, in seconds, unless Google asks for another.",
  },
  request_timeout_sec: {
    group: "Network",
    placeholder: "SECONDS",
    doc: "Seconds that Google may stay silent before a request is given up.",
  },
  gemini_web_url: {
    group: "Network",
    placeholder: "URL",
    doc: "Address of the Gemini web app. Change it only for a reverse proxy of your own.",
  },
  google_accounts_url: {
    group: "Network",
    placeholder: "URL",
    doc: "Address of Google's accounts. Reserved: no request goes there yet.",
  },
  gemini_upload_url: {
    group: "Network",
    placeholder: "URL",
    doc: "Address to which the web app uploads files. Reserved: no request goes there yet.",
  },
  gemini_api_url: {
    group: "Network",
    placeholder: "URL",
    doc: "Address of the official Gemini API.",
  },
  log_requests: {
    group: "Log",
    doc: "Log one line for each request, never with prompts, cookies or keys.",
  },
  log_format: {
    group: "Log",
    placeholder: "FORMAT",
    doc: "Format of the log lines.",
  },
} as const satisfies { [K in Key]: HelpOf<Options[K]["type"]> };

type HelpOf<Type> = OptionHelp & (Type extends "boolean" ? unknown : { placeholder: string });

export function helpOf(key: Key): OptionHelp {
  return table[key];
}
