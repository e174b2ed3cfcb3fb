import { allOrNothing } from "../../core/all_or_nothing.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Exchange } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { type DecodedImages, decodeEdit, decodeGeneration } from "./decode.ts";
import { encodeImages, picturesOf } from "./encode.ts";
import { formFields } from "./form_fields.ts";

export async function generateImages(exchange: Exchange): Promise<Response> {
  return await draw(exchange, decodeGeneration(await exchange.body()));
}

export async function editImages(exchange: Exchange): Promise<Response> {
  return await draw(exchange, decodeEdit(await editBody(exchange)));
}

async function editBody(exchange: Exchange): Promise<JsonObject> {
  const type = exchange.request.headers.get("content-type") ?? "";
  return /^multipart\/form-data\b/i.test(type)
    ? await formFields(await exchange.form())
    : await exchange.body();
}

/** Requests at a time for the pictures of one. */
const mostAtOnce = 4;

/** The upstream makes one picture a request. */
async function draw(exchange: Exchange, decoded: DecodedImages): Promise<Response> {
  const { request, count, ignored } = decoded;
  const requests = new Array<typeof request>(count).fill(request);
  const answers = await allOrNothing(requests, mostAtOnce, async (one, signal) => {
    const answer = await exchange.collect(one, {
      ignored,
      names: { "outputMedia.size": "size" },
      signal,
    });
    picturesOf(answer.generation); // a failure of one stops the others
    return answer;
  });
  const generations = answers.map(({ generation }) => generation);
  const { headers, context } = answers[0]!;
  return jsonResponse(encodeImages(generations, decoded, context.createdAt), { headers });
}
