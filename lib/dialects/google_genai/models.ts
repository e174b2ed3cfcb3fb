import type { ModelInfo } from "../../core/backend.ts";
import { misread } from "../../core/gateway_error.ts";
import type { ModelBody, ModelPage } from "./wire.ts";

/** One page of the list, as `pageSize` (1 to 1000, 50 unless told) and `pageToken` ask. */
export function modelPage(models: readonly ModelInfo[], query: URLSearchParams): ModelPage {
  const size = pageSize(query.get("pageSize") ?? query.get("page_size"));
  const start = position(models, query.get("pageToken") ?? query.get("page_token"));
  const next = models[start + size];
  return {
    models: models.slice(start, start + size).map(modelBody),
    ...(next && { nextPageToken: next.name }),
  };
}

export function modelBody(model: ModelInfo): ModelBody {
  const { name, displayName, description, inputTokenLimit, outputTokenLimit, thinking } = model;
  return {
    name: `models/${name}`,
    version: /\d+(?:\.\d+)*/.exec(name)?.[0] ?? "001",
    displayName,
    ...(description !== undefined && { description }),
    ...(inputTokenLimit !== undefined && { inputTokenLimit }),
    ...(outputTokenLimit !== undefined && { outputTokenLimit }),
    supportedGenerationMethods: model.methods ?? ["generateContent", "countTokens"],
    ...samplingDefaults,
    ...(thinking !== undefined && { thinking }),
  };
}

/** What the vendor's list says of all its Gemini models since 2.5. */
const samplingDefaults = { temperature: 1, topP: 0.95, topK: 64, maxTemperature: 2 };

function pageSize(text: string | null): number {
  const size = Number(text ?? 0);
  if (!Number.isInteger(size) || size < 0) throw misread("pageSize", "an integer from 1 to 1000");
  return Math.min(size || 50, 1000);
}

/** A token is the name of the model that its page begins with. */
function position(models: readonly ModelInfo[], token: string | null): number {
  if (!token) return 0;
  const found = models.findIndex(({ name }) => name === token);
  if (found >= 0) return found;
  throw misread("pageToken", "the nextPageToken of an earlier page");
}
