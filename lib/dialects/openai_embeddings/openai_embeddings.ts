import type { Dialect, Exchange } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { openaiErrorBody } from "../openai/error.ts";
import { decodeEmbedding } from "./decode.ts";
import { encodeEmbeddings } from "./encode.ts";

/** OpenAI Embeddings, under any path prefix. */
export function openaiEmbeddings(): Dialect {
  return {
    name: "openai_embeddings",
    routes: [{ method: "POST", path: /\/embeddings$/, handle: embed }],
    errorBody: (error) => openaiErrorBody(error),
    claims: (_request, url) => url.pathname.endsWith("/embeddings"),
  };
}

async function embed(exchange: Exchange): Promise<Response> {
  const { request, format, ignored } = decodeEmbedding(await exchange.body());
  const { embeddings, headers } = await exchange.embed(request, { ignored });
  return jsonResponse(encodeEmbeddings(embeddings, format), { headers });
}
