import type { Backend } from "../../core/backend.ts";
import { loadedGenerate } from "../../core/loaded_generate.ts";
import { loadedOnce } from "../../core/loaded_once.ts";
import { webModel, webModelInfos } from "./models.ts";
import { promptBytes } from "./prompt_bytes.ts";
import type { GeminiWebSettings } from "./settings.ts";

/**
 * The Gemini web app as a backend: one user message of text in, text, thoughts and citations out. Tools, JSON, stop
 * sequences and limits are for others to emulate. `reasoning.show` decides whether thoughts are told. What answers is
 * loaded with the first request.
 */
export function geminiWeb(settings: GeminiWebSettings): Backend {
  const service = loadedOnce(
    () => import("./service.ts"),
    ({ webService }) => webService(settings),
  );
  return {
    name: "web",
    capabilities: {
      conversation: false,
      tools: false,
      jsonOutput: false,
      stopSequences: false,
      maxOutputTokens: false,
      maxPromptBytes: promptBytes,
      textOnly: true,
    },
    knows: (model) => webModel(model) !== undefined,
    families: { lite: "gemini-flash-lite", pro: "gemini-3.1-pro" },
    models: () => Promise.resolve(webModelInfos()),
    generate: loadedGenerate(service),
  };
}
