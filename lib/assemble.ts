import { geminiWeb } from "./backends/gemini_web/backend.ts";
import type { CookieSource } from "./backends/gemini_web/settings.ts";
import type { Config } from "./config/options.ts";
import { anthropicMessages } from "./dialects/anthropic_messages/anthropic_messages.ts";
import { googleGenai } from "./dialects/google_genai/google_genai.ts";
import { openaiChat } from "./dialects/openai_chat/openai_chat.ts";
import { openaiCompletions } from "./dialects/openai_completions/openai_completions.ts";
import { openaiResponses } from "./dialects/openai_responses/openai_responses.ts";
import { emulate } from "./emulation/emulate.ts";
import { isLoopbackName } from "./gateway/access.ts";
import { createGateway, type Gateway } from "./gateway/gateway.ts";
import { jsonLine, textLine } from "./gateway/log_line.ts";

/** What only the place where the gateway runs can give it. */
export interface Platform {
  version: string;
  /** Reaches Google: through the proxy, where there is one. */
  fetch: typeof fetch;
  /** Whether `fetch` goes through a proxy: words errors only. */
  proxied: boolean;
  /** The user's cookies, where there are any. */
  cookies?: CookieSource;
  /** Takes a line for the user: warnings and the request log. Never a secret. */
  log(line: string): void;
}

/** The gateway that a configuration asks for. */
export function assemble(config: Config, platform: Platform): Gateway {
  const line = config.log_format === "json" ? jsonLine : textLine;
  const web = geminiWeb({
    webUrl: config.gemini_web_url,
    accountsUrl: config.google_accounts_url,
    uploadUrl: config.gemini_upload_url,
    cookies: platform.cookies,
    authUser: config.auth_user,
    xsrfToken: config.xsrf_token,
    geminiBl: config.gemini_bl,
    retryAttempts: config.retry_attempts,
    retryDelaySec: config.retry_delay_sec,
    requestTimeoutSec: config.request_timeout_sec,
    temporaryChats: config.temporary_chats,
    strictModels: config.strict_models,
    proxied: platform.proxied,
    fetch: platform.fetch,
    log: platform.log,
  });
  return createGateway({
    backends: { web: emulate(web) },
    apiKeys: config.api_keys,
    corsOrigins: config.cors_origins,
    allowedHosts: config.allowed_hosts,
    loopback: isLoopbackName(config.host),
    maxBodyBytes: Math.floor(config.max_body_mb * 1024 * 1024),
    defaultModel: config.default_model,
    modelAliases: config.model_aliases,
    strictModels: config.strict_models,
    route: config.route,
    geminiApiKey: config.gemini_api_key,
    fallbackToApi: config.fallback_to_api,
    heartbeatMs: 15_000,
    version: platform.version,
    logRequest: config.log_requests
      ? (entry) => platform.log(line(entry, new Date()))
      : undefined,
    logFault: (message) => platform.log(`Fault of the gateway: ${message}`),
  }, [
    googleGenai(),
    anthropicMessages(),
    openaiResponses(),
    openaiCompletions(),
    openaiChat(),
  ]);
}
