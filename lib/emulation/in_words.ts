import type { Capabilities } from "../core/backend.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import { needsWords } from "./plain_request.ts";
import { withoutPastMedia } from "./past_media.ts";
import { type PromptOptions, toPrompt } from "./prompt.ts";

/** A request of which the upstream knows every word. */
export interface Worded {
  request: GenerateRequest;
  /** Whether it became a prompt in sections. */
  sections: boolean;
  /** What of the request was left out, in words of the request. */
  ignored: string[];
}

/** Says in words what the upstream has no fields for, and clears the fields that are emulated. */
export function inWords(request: GenerateRequest, options: PromptOptions): Worded {
  const { capabilities } = options;
  const known = withoutEmulated(request, capabilities);
  if (!options.fault && !needsWords(request, capabilities)) {
    return { request: known, sections: false, ignored: [] };
  }
  const { messages, paths } = capabilities.textOnly
    ? withoutPastMedia(request.messages)
    : { messages: request.messages, paths: [] };
  const { text, media, sections, detail } = toPrompt({ ...request, messages }, options);
  const parts = text || media.length === 0 ? [{ type: "text" as const, text }, ...media] : media;
  return {
    request: { ...known, messages: [{ role: "user", parts }] },
    sections,
    ignored: [...shortened[detail], ...paths],
  };
}

function withoutEmulated(request: GenerateRequest, capabilities: Capabilities): GenerateRequest {
  const { tools, jsonOutput, stopSequences } = capabilities;
  return {
    ...request,
    ...(tools ? {} : { tools: [], toolChoice: { mode: "auto" as const } }),
    ...(jsonOutput ? {} : { output: { type: "text" as const } }),
    ...(stopSequences ? {} : { stop: [] }),
    // The output limit stays: a backend that cannot keep to it may still know by it what is read of the answer.
  };
}

const shortened = {
  "all": [],
  "tool-descriptions": ["tools.parameters.description"],
  "schemas": ["tools.description", "tools.parameters.description"],
};
