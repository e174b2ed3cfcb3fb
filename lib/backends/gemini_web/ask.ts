import type { GenerateRequest, NativeFields } from "../../core/generate_request.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Page } from "./page.ts";
import { type ThinkingLevel, thinkingLevel, type WebModel, webModel } from "./models.ts";
import { promptOf } from "./prompt.ts";

/** A request in the web app's terms. */
export interface Ask {
  prompt: string;
  model: WebModel;
  thinking: ThinkingLevel;
}

/** Reads a request. Throws where the web app could not serve it. */
export function readAsk(request: GenerateRequest): Ask {
  const model = webModel(request.model);
  if (!model) {
    throw new GatewayError("not-found", `The Gemini web app has no model "${request.model}".`, {
      code: "model_not_found",
      param: "model",
    });
  }
  for (const [param, advice] of Object.entries(request.extras?.needed ?? {})) {
    throw notHere(param, advice);
  }
  return { prompt: promptOf(request), model, thinking: thinkingLevel(model, request.reasoning) };
}

/** Names of settings that the web app has no place for, or not for anonymous visitors. */
export function ignoredSettings(request: GenerateRequest, account: Page["account"]): string[] {
  const { sampling, reasoning, extras, outputMedia } = request;
  const ignored = Object.entries(sampling)
    .filter(([name, value]) => value !== undefined && name !== "maxOutputTokens")
    .map(([name]) => `sampling.${name}`);
  if (outputMedia?.image) ignored.push("outputMedia.image");
  ignored.push(...pathsOf(extras?.fields ?? {}));
  if (account === "anonymous") {
    const { depth, effort, budgetTokens } = reasoning;
    if (depth !== undefined) ignored.push("reasoning.depth");
    if (effort !== undefined) ignored.push("reasoning.effort");
    if (budgetTokens !== undefined) ignored.push("reasoning.budgetTokens");
  }
  return ignored;
}

function notHere(param: string, advice: string): GatewayError {
  return new GatewayError(
    "unsupported",
    `The Gemini web app cannot honour "${param}": ${advice} The official API does: ask for the model as api/NAME.`,
    { code: "unsupported_parameter", param },
  );
}

/** Groups of settings are told setting by setting. */
function pathsOf(fields: NativeFields["fields"]): string[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    key.endsWith("Config") && isJsonObject(value)
      ? Object.keys(value).map((name) => `${key}.${name}`)
      : [key]
  );
}
