import type { Backend } from "../../core/backend.ts";
import { ApiClient } from "./api_client.ts";
import { countTokens } from "./count_tokens.ts";
import { embed } from "./embed.ts";
import { standInNames, withStandInNames } from "./function_names.ts";
import { generate } from "./generate.ts";
import { keyOf } from "./key_of.ts";
import { ModelList } from "./model_list.ts";
import type { GeminiApiSettings } from "./settings.ts";
import { SignatureCache } from "./signature_cache.ts";

type Service = Required<Pick<Backend, "models" | "generate" | "countTokens" | "embed">>;

/** Serves requests; all of them share the signatures and the lists of models. */
export function apiService(settings: GeminiApiSettings): Service {
  const client = new ApiClient(settings);
  const upstream = { settings, client, signatures: new SignatureCache() };
  const models = new ModelList(client, settings);
  return {
    models: async (context) => await models.get(keyOf(context)),
    generate: withStandInNames((request, context) => generate(upstream, request, context)),
    countTokens: (request, context) => {
      return countTokens(upstream, standInNames(request)?.request ?? request, context);
    },
    embed: async (request, context) => {
      return await embed(client, request, { key: keyOf(context), signal: context.signal });
    },
  };
}
