import type { GenerateContext } from "../../core/backend.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import { unreadable } from "./api_failure.ts";
import { fetchFiles } from "./client_media.ts";
import { keyOf } from "./key_of.ts";
import { requestBody } from "./request_body.ts";
import type { Upstream } from "./upstream.ts";

/** Counts what `generate` would send. */
export async function countTokens(
  upstream: Upstream,
  request: GenerateRequest,
  context: GenerateContext,
): Promise<number> {
  const key = keyOf(context);
  const { model, messages } = request;
  const files = await fetchFiles(messages, upstream.settings, context.signal);
  const { body } = requestBody(request, {
    files,
    rememberedSignature: (call) => upstream.signatures.get(key, call),
  });
  const answer = await upstream.client.call({
    path: `models/${encodeURIComponent(model)}:countTokens`,
    body: JSON.stringify({ generateContentRequest: { model: `models/${model}`, ...body } }),
    key,
    signal: context.signal,
  });
  if (typeof answer.totalTokens !== "number") throw unreadable();
  return answer.totalTokens;
}
