import { GatewayError } from "../../core/gateway_error.ts";
import { loadedOnce } from "../../core/loaded_once.ts";
import type { Dialect, Exchange } from "../../http/dialect.ts";
import { openaiErrorBody } from "../openai/error.ts";
import { ResponseStore, type StoreBounds } from "./response_store.ts";
import { storedRoutes } from "./stored_routes.ts";

export interface OpenAiResponsesOptions {
  /** How much is kept for `previous_response_id`; default 10,000 responses in 64 MiB. */
  store?: StoreBounds;
}

const defaultBounds: StoreBounds = { maxResponses: 10_000, maxBytes: 64 * 1024 * 1024 };

/** What serves the requests is loaded with the first of them: starting costs only what is used. */
const turns = loadedOnce(() => import("./turn.ts"));

/** OpenAI's Responses API, under any path prefix. Each dialect made has a store of its own. */
export function openaiResponses({ store: bounds }: OpenAiResponsesOptions = {}): Dialect {
  const store = new ResponseStore(bounds ?? defaultBounds);
  return {
    name: "openai_responses",
    routes: [
      {
        method: "POST",
        path: /\/responses\/?$/,
        handle: async (exchange) => {
          const body = await exchange.body();
          const { turnOf } = await turns();
          return exchange.generate(turnOf(body, store));
        },
      },
      {
        method: "POST",
        path: /\/responses\/input_tokens\/?$/,
        handle: async (exchange) => (await turns()).countTokens(exchange, store),
      },
      { method: "GET", path: /\/responses\/?$/, handle: refuseUpgrade },
      ...storedRoutes(store),
    ],
    errorBody: openaiErrorBody,
    claims: (_request, url) => /\/responses(?:\/|$)/.test(url.pathname),
  };
}

/** Codex asks for a WebSocket first; only 426 makes it fall back to HTTP at once. */
function refuseUpgrade({ request }: Exchange): never {
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
    throw new GatewayError(
      "upgrade-refused",
      'There are no WebSockets here; send the request by HTTP POST, with "stream" for events.',
    );
  }
  throw new GatewayError(
    "method-not-allowed",
    "Responses cannot be listed; send POST for a new one, or GET with a response's id.",
  );
}
