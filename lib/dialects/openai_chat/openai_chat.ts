import type { GatewayError } from "../../core/gateway_error.ts";
import type { ModelInfo } from "../../core/backend.ts";
import { loadedOnce } from "../../core/loaded_once.ts";
import type { Dialect, Exchange } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { openaiErrorBody } from "../openai/error.ts";
import type { Model } from "./wire.ts";

/** What serves the requests is loaded with the first of them: starting costs only what is used. */
const turns = loadedOnce(() => import("./turn.ts"));

/** OpenAI Chat Completions and OpenAI's model list, under any path prefix. */
export function openaiChat(): Dialect {
  return {
    name: "openai_chat",
    routes: [
      {
        method: "POST",
        path: /\/chat\/completions$/,
        handle: async (exchange) => {
          const body = await exchange.body();
          const { chatTurn } = await turns();
          return exchange.generate(chatTurn(body));
        },
      },
      { method: "GET", path: /\/models$/, handle: listModels },
      {
        method: "GET",
        path: /\/models\/(?<name>.+)$/,
        handle: async ({ model, params }) =>
          jsonResponse(modelObject(await model(params["name"]!))),
      },
    ],
    errorBody: (error: GatewayError) => openaiErrorBody(error),
    claims: (_request, url) => /\/chat\/completions$/.test(url.pathname),
  };
}

async function listModels({ models }: Exchange): Promise<Response> {
  return jsonResponse({ object: "list", data: (await models()).map(modelObject) });
}

function modelObject({ name, createdAt }: ModelInfo): Model {
  return { id: name, object: "model", created: createdAt ?? 0, owned_by: "google" };
}
