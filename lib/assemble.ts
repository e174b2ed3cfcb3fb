import { geminiApi } from "./backends/gemini_api/backend.ts";
import { geminiWeb } from "./backends/gemini_web/backend.ts";
import type { CookieSource } from "./backends/gemini_web/settings.ts";
import type { Config } from "./config/options.ts";
import type { Backend } from "./core/backend.ts";
import { asGatewayError } from "./core/gateway_error.ts";
import { anthropicMessages } from "./dialects/anthropic_messages/anthropic_messages.ts";
import { googleGenai } from "./dialects/google_genai/google_genai.ts";
import { openaiChat } from "./dialects/openai_chat/openai_chat.ts";
import { openaiCompletions } from "./dialects/openai_completions/openai_completions.ts";
import { openaiEmbeddings } from "./dialects/openai_embeddings/openai_embeddings.ts";
import { openaiImages } from "./dialects/openai_images/openai_images.ts";
import { openaiResponses } from "./dialects/openai_responses/openai_responses.ts";
import { emulate } from "./emulation/emulate.ts";
import { isLoopbackName } from "./gateway/access.ts";
import { knownName } from "./gateway/catalogue.ts";
import { createGateway, type Gateway } from "./gateway/gateway.ts";
import { jsonLine, textLine } from "./gateway/log_line.ts";
import { abortableFetch } from "./http/abortable_fetch.ts";
import type { OwnFetch } from "./http/connections.ts";

/** What only the place where the gateway runs can give it. */
export interface Platform {
  version: string;
  /** Reaches Google: through the proxy, where there is one. */
  fetch: typeof fetch;
  /** Another one, with connections of its own; absent where the place looks after them. */
  openFetch?(): OwnFetch;
  /** Whether `fetch` takes a proxy to this address: words errors only. */
  proxied(url: string): boolean;
  /** The user's cookies, where there are any. */
  cookies?: CookieSource;
  /** Everyone reaches it, whatever address it listens on: then nobody gets in without a key. */
  isPublic?: boolean;
  /** Whether a request's I/O ends with it, so that no other request may wait for that (Workers). */
  isolatedRequests?: boolean;
  /** The addresses of a host's name, as `fetch` would find them; absent where the place cannot tell. */
  resolveHost?(name: string): Promise<string[]>;
  /** A `fetch` that connects to these addresses, unless a proxy does it; absent where the place has none. */
  fetchAt?(addresses: readonly string[]): typeof fetch;
  /** Takes a line for the user: warnings and the request log. Never a secret. */
  log(line: string): void;
}

type Backends = Record<"web" | "api", Backend>;

/** The gateway that a configuration asks for. */
export function assemble(config: Config, platform: Platform): Gateway {
  const line = config.log_format === "json" ? jsonLine : textLine;
  if (config.fallback_to_api && config.gemini_api_key === undefined) {
    platform.log(
      "Warning: fallback_to_api serves only clients that bring a Google key: set gemini_api_key.",
    );
  }
  const backends: Backends = {
    web: webBackend(config, platform),
    api: apiBackend(config, platform),
  };
  warnOfUnknownNames(config, backends, platform);
  return createGateway({
    backends,
    apiKeys: config.api_keys,
    corsOrigins: config.cors_origins,
    allowedHosts: config.allowed_hosts,
    loopback: !platform.isPublic && isLoopbackName(config.host),
    keyRequired: platform.isPublic,
    maxBodyBytes: Math.floor(config.max_body_mb * 1024 * 1024),
    defaultModel: config.default_model,
    modelAliases: config.model_aliases,
    strictModels: config.strict_models,
    route: config.route,
    geminiApiKey: config.gemini_api_key,
    fallbackToApi: config.fallback_to_api,
    isolatedRequests: platform.isolatedRequests,
    heartbeatMs: 15_000,
    version: platform.version,
    logRequest: config.log_requests ? (entry) => platform.log(line(entry, new Date())) : undefined,
    logFault: (message) => platform.log(`Fault of the gateway: ${message}`),
  }, [
    googleGenai(),
    anthropicMessages(),
    openaiResponses(),
    openaiCompletions(),
    openaiEmbeddings(),
    openaiImages(),
    openaiChat(),
  ]);
}

function webBackend(config: Config, platform: Platform): Backend {
  return emulate(geminiWeb({
    webUrl: config.gemini_web_url,
    accountsUrl: config.google_accounts_url,
    uploadUrl: config.gemini_upload_url,
    cookies: platform.cookies ?? cookieText(config.cookie),
    authUser: config.auth_user,
    xsrfToken: config.xsrf_token,
    geminiBl: config.gemini_bl,
    retryAttempts: config.retry_attempts,
    retryDelaySec: config.retry_delay_sec,
    requestTimeoutSec: config.request_timeout_sec,
    temporaryChats: config.temporary_chats,
    strictModels: config.strict_models,
    proxied: platform.proxied(config.gemini_web_url),
    isolatedRequests: platform.isolatedRequests,
    ...fetches(platform),
    log: platform.log,
  }));
}

function apiBackend(config: Config, platform: Platform): Backend {
  return emulate(geminiApi({
    url: config.gemini_api_url,
    retryAttempts: config.retry_attempts,
    retryDelaySec: config.retry_delay_sec,
    requestTimeoutSec: config.request_timeout_sec,
    allowPrivateUrls: config.allow_private_urls,
    resolveHost: platform.resolveHost,
    fetchAt: platform.fetchAt,
    proxied: platform.proxied(config.gemini_api_url),
    isolatedRequests: platform.isolatedRequests,
    ...fetches(platform),
  }));
}

function fetches({ fetch, openFetch }: Platform) {
  return {
    fetch: abortableFetch(fetch),
    openFetch: openFetch && (() => {
      const own = openFetch();
      return { ...own, fetch: abortableFetch(own.fetch) };
    }),
  };
}

/** A name that its upstream does not have lets another model answer than the one that was meant. */
function warnOfUnknownNames(config: Config, { web, api }: Backends, { log }: Platform): void {
  const { default_model, model_aliases, route } = config;
  const usual = route === "api" ? api : web;
  if (!knows(usual, default_model)) {
    log(
      `Warning: the upstream "${usual.name}" has no default_model "${default_model}", so its smallest model serves ` +
        "unknown names; GET /v1/models lists what it has.",
    );
  }
  for (const [alias, model] of Object.entries(model_aliases)) {
    if (knows(web, model) || knows(api, model)) continue;
    log(`Warning: no upstream has the model "${model}" that model_aliases has for "${alias}".`);
  }
}

function knows(backend: Backend, model: string): boolean {
  return knownName(backend, model.replace(/@think=[0-4]$/, "")) !== undefined;
}

/** Why the text of a cookie file cannot be used; nothing where it can. Says nothing of the text. */
export async function checkCookies(text: string): Promise<string | undefined> {
  const { readCookieText } = await import("./backends/gemini_web/cookie_text.ts");
  try {
    readCookieText(text);
    return undefined;
  } catch (thrown) {
    return asGatewayError(thrown).message;
  }
}

/** Cookies that are part of the configuration, so that they never change. */
function cookieText(text: string | undefined): CookieSource | undefined {
  if (text === undefined) return undefined;
  const version = () => Promise.resolve("");
  return { version, read: async () => ({ text, version: await version() }) };
}
