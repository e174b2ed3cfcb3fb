import type { Capabilities } from "../core/backend.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import { fitsPrompt, type PromptOptions, toPrompt } from "./prompt.ts";
import { offeredTools, showsCalls } from "./tool_words.ts";

/** A request of which the upstream knows every word. */
export interface Worded {
  request: GenerateRequest;
  /** Whether it became a prompt in sections. */
  sections: boolean;
  /** What of the request was left out for want of room, in words of the request. */
  ignored: string[];
}

/** Says in words what the upstream has no fields for, and clears the fields that are emulated. */
export function inWords(request: GenerateRequest, options: PromptOptions): Worded {
  const { capabilities } = options;
  const known = withoutEmulated(request, capabilities);
  if (!options.fault && !needsWords(request, capabilities)) {
    return { request: known, sections: false, ignored: [] };
  }
  const { text, media, sections, detail } = toPrompt(request, options);
  const parts = text || media.length === 0 ? [{ type: "text" as const, text }, ...media] : media;
  return {
    request: { ...known, messages: [{ role: "user", parts }] },
    sections,
    ignored: shortened[detail],
  };
}

/** Whether the upstream can answer the request just as it is. */
export function isPlain(request: GenerateRequest, capabilities: Capabilities): boolean {
  const { tools, stopSequences, maxOutputTokens } = capabilities;
  return !needsWords(request, capabilities) &&
    (tools || request.tools.length === 0) &&
    (stopSequences || request.stop.length === 0) &&
    (maxOutputTokens || request.sampling.maxOutputTokens === undefined);
}

function needsWords(request: GenerateRequest, capabilities: Capabilities): boolean {
  const { conversation, tools, jsonOutput, maxPromptBytes } = capabilities;
  if (!tools && (offeredTools(request).length > 0 || showsCalls(request.messages))) return true;
  if (!jsonOutput && request.output.type === "json") return true;
  if (conversation) return false;
  const [only, ...others] = request.messages;
  if (others.length > 0 || only?.role !== "user") return true;
  const texts = only.parts.filter((part) => part.type === "text");
  return texts.length > 1 || !fitsPrompt(texts[0]?.text ?? "", maxPromptBytes);
}

function withoutEmulated(request: GenerateRequest, capabilities: Capabilities): GenerateRequest {
  const { tools, jsonOutput, stopSequences, maxOutputTokens } = capabilities;
  const { maxOutputTokens: _, ...sampling } = request.sampling;
  return {
    ...request,
    ...(tools ? {} : { tools: [], toolChoice: { mode: "auto" as const } }),
    ...(jsonOutput ? {} : { output: { type: "text" as const } }),
    ...(stopSequences ? {} : { stop: [] }),
    ...(maxOutputTokens ? {} : { sampling }),
  };
}

const shortened = {
  "all": [],
  "tool-descriptions": ["tools.parameters.description"],
  "schemas": ["tools.description", "tools.parameters.description"],
};
