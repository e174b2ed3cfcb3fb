import type { Backend } from "../../core/backend.ts";
import { loadedGenerate } from "../../core/loaded_generate.ts";
import { loadedOnce } from "../../core/loaded_once.ts";
import type { GeminiApiSettings } from "./settings.ts";

/**
 * The official Gemini API, v1beta, with the key of each request. `reasoning.show` decides whether thoughts are asked
 * for. What serves the requests is loaded with the first of them.
 */
export function geminiApi(settings: GeminiApiSettings): Backend {
  const service = loadedOnce(
    () => import("./service.ts"),
    ({ apiService }) => apiService(settings),
  );
  return {
    name: "api",
    capabilities: {
      conversation: true,
      tools: true,
      jsonOutput: true,
      stopSequences: true,
      maxOutputTokens: true,
    },
    knows: isGoogleModel,
    families: {
      lite: "gemini-flash-lite-latest",
      pro: "gemini-pro-latest",
      image: "gemini-3.1-flash-image",
    },
    models: async (context) => await (await service()).models(context),
    generate: loadedGenerate(service),
    countTokens: async (request, context) => await (await service()).countTokens(request, context),
    embed: async (request, context) => await (await service()).embed(request, context),
  };
}

/** Whether Google names its models so; which of them there are changes by the month. Names of the web app are not. */
function isGoogleModel(name: string): boolean {
  return /^(gemini|gemma|imagen|learnlm|veo|lyria|text-embedding|text-multilingual-embedding|embedding|aqa)\b/
    .test(name) && !webOnly.test(name);
}

const webOnly = /^gemini-(auto|flash-lite|3\.1-pro|[\d.]+-flash-thinking(-lite)?)$/;
