import type { Exchange } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { decodeEmbedding } from "./decode.ts";
import { encodeEmbeddings } from "./encode.ts";

export async function embed(exchange: Exchange): Promise<Response> {
  const { request, format, ignored } = decodeEmbedding(await exchange.body());
  const { embeddings, headers } = await exchange.embed(request, { ignored });
  return jsonResponse(encodeEmbeddings(embeddings, format), { headers });
}
