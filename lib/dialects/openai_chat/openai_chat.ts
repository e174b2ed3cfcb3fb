import type { GatewayError } from "../../core/gateway_error.ts";
import type { ModelInfo } from "../../core/backend.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Dialect, Exchange, Turn } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { openaiErrorBody } from "../openai/error.ts";
import { decodeChat } from "./decode.ts";
import { encodeChat } from "./encode.ts";
import { ChatStreamEncoder } from "./encode_stream.ts";
import { fieldNames } from "./field_names.ts";
import type { Model } from "./wire.ts";

/** OpenAI Chat Completions and OpenAI's model list, under any path prefix. */
export function openaiChat(): Dialect {
  return {
    name: "openai_chat",
    routes: [
      {
        method: "POST",
        path: /\/chat\/completions$/,
        handle: async (exchange) => exchange.generate(chatTurn(await exchange.body())),
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

/** The turn that a chat request's body asks for. */
export function chatTurn(body: JsonObject): Turn {
  const { request, stream, includeUsage, tools, ignored } = decodeChat(body);
  return {
    request,
    stream,
    ignored,
    names: fieldNames(body),
    whole: (generation, context) => encodeChat(generation, tools, context) as unknown as JsonValue,
    streamed: (context) =>
      new ChatStreamEncoder({ model: request.model, includeUsage, tools, context }),
  };
}

async function listModels({ models }: Exchange): Promise<Response> {
  return jsonResponse({ object: "list", data: (await models()).map(modelObject) });
}

function modelObject({ name, createdAt }: ModelInfo): Model {
  return { id: name, object: "model", created: createdAt ?? 0, owned_by: "google" };
}
