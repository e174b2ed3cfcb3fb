import type { ModelInfo } from "../../core/backend.ts";
import { misread } from "../../core/gateway_error.ts";
import type { AnswerModel } from "./answer.ts";

export interface ModelPage {
  data: AnswerModel[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

/** One page of the list, as `after_id`, `before_id` and `limit` (1 to 1000, 20 unless told) ask. */
export function modelPage(models: readonly ModelInfo[], query: URLSearchParams): ModelPage {
  const limit = pageSize(query.get("limit"));
  const backwards = query.has("before_id");
  const cursor = positionOf(models, query, backwards ? "before_id" : "after_id");
  const rest = backwards ? models.slice(0, cursor) : models.slice(cursor + 1);
  const page = backwards ? rest.slice(-limit) : rest.slice(0, limit);
  return {
    data: page.map(wireModel),
    has_more: rest.length > page.length,
    first_id: page[0]?.name ?? null,
    last_id: page.at(-1)?.name ?? null,
  };
}

export function wireModel(model: ModelInfo): AnswerModel {
  return {
    type: "model",
    id: model.name,
    display_name: model.displayName,
    // The epoch stands for an unknown date, as the vendor has it.
    created_at: new Date((model.createdAt ?? 0) * 1000).toISOString().replace(".000Z", "Z"),
    max_input_tokens: model.inputTokenLimit ?? null,
    max_tokens: model.outputTokenLimit ?? null,
    lifecycle: "active",
    capabilities: null,
    line: null,
    deprecated_at: null,
    retires_at: null,
    allowed_fallback_models: null,
  };
}

function pageSize(text: string | null): number {
  if (text === null) return 20;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 1000) return size;
  throw misread("limit", "an integer between 1 and 1000");
}

function positionOf(
  models: readonly ModelInfo[],
  query: URLSearchParams,
  param: "after_id" | "before_id",
): number {
  const id = query.get(param);
  if (id === null) return -1;
  const position = models.findIndex((model) => model.name === id);
  if (position >= 0) return position;
  throw misread(param, "the id of a listed model");
}
