import type { Backend } from "../../core/backend.ts";
import { generate } from "./generate.ts";
import { GoogleClient } from "./google_client.ts";
import { webModel, webModelInfos } from "./models.ts";
import { promptBytes } from "./prompt.ts";
import { Session } from "./session.ts";
import type { GeminiWebSettings } from "./settings.ts";

/**
 * The Gemini web app as a backend: one user message of text in, text, thoughts and citations out. Tools, JSON, stop
 * sequences and limits are for others to emulate. `reasoning.show` decides whether thoughts are told.
 */
export function geminiWeb(settings: GeminiWebSettings): Backend {
  const client = new GoogleClient(settings);
  const upstream = { settings, client, session: new Session(settings, client) };
  return {
    name: "web",
    capabilities: {
      conversation: false,
      tools: false,
      jsonOutput: false,
      stopSequences: false,
      maxOutputTokens: false,
      maxPromptBytes: promptBytes,
    },
    knows: (model) => webModel(model) !== undefined,
    families: { lite: "gemini-flash-lite", pro: "gemini-3.1-pro" },
    models: () => Promise.resolve(webModelInfos()),
    generate: (request, context) => generate(upstream, request, context),
  };
}
