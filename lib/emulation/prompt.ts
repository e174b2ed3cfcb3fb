import { Buffer } from "node:buffer";
import type { Capabilities } from "../core/backend.ts";
import { GatewayError } from "../core/gateway_error.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import type { MediaPart, Message, TextPart } from "../core/message.ts";
import { offeredTools } from "./offered_tools.ts";
import { outputReminder, outputWords } from "./output_words.ts";
import { fitsPrompt, showsCalls } from "./plain_request.ts";
import { guarded, headers, joinSections, type Section } from "./section.ts";
import { toolArray, type ToolDetail, toolDetails, toolReminder } from "./tool_words.ts";
import { type Transcript, transcript } from "./transcript.ts";

/** A request as one user message. */
export interface Prompt {
  text: string;
  media: MediaPart[];
  /** Whether it is written in sections; else it is the user's own text and nothing else. */
  sections: boolean;
  /** What of the tools was told. */
  detail: ToolDetail;
}

export interface PromptOptions {
  capabilities: Capabilities;
  /** What was wrong with the model's first answer to this turn. */
  fault?: string;
}

/**
 * Writes a request down as one message: the client's instructions, the tools, the wanted form, the conversation, and a
 * reminder, each where there is one. Where that is too long the tools lose their explanations, first those of
 * parameters and then their own; if it is still too long, the error names the sizes. No turn and no schema is dropped.
 */
export function toPrompt(request: GenerateRequest, options: PromptOptions): Prompt {
  const { capabilities, fault } = options;
  const limit = capabilities.maxPromptBytes ?? Infinity;
  const tools = capabilities.tools ? [] : offeredTools(request);
  const conversation = transcript(request.messages);
  const output = outputSection(request, capabilities);
  const reminder = reminderSection(request, options);
  if (!fault && tools.length === 0 && !output && !reminder && isLoneUser(request.messages)) {
    return bare(request.messages[0]!, limit);
  }
  const ask = { conversation, output, reminder };
  let sections: Section[] = [];
  let text = "";
  for (const detail of tools.length > 0 ? toolDetails : toolDetails.slice(0, 1)) {
    const toolSection = tools.length > 0
      ? { header: headers.tools, body: toolArray(tools, detail) }
      : undefined;
    sections = ordered({ ...ask, toolSection });
    text = joinSections(sections);
    if (fitsPrompt(text, limit)) {
      return { text, media: conversation.media, sections: true, detail };
    }
  }
  // The second question is worth asking without its reason too.
  if (fault) return toPrompt(request, { capabilities });
  throw tooLong(sections, { text, limit });
}

interface Ask {
  conversation: Transcript;
  output?: Section;
  reminder?: Section;
  toolSection?: Section;
}

function ordered({ conversation, toolSection, output, reminder }: Ask): Section[] {
  return [conversation.system, toolSection, output, ...conversation.turns, reminder]
    .filter((section) => section !== undefined);
}

function outputSection(request: GenerateRequest, { jsonOutput }: Capabilities) {
  if (jsonOutput || request.output.type !== "json") return undefined;
  return { header: headers.output, body: outputWords(request.output) };
}

function reminderSection(
  request: GenerateRequest,
  { capabilities, fault }: PromptOptions,
): Section | undefined {
  const withTools = !capabilities.tools && offeredTools(request).length > 0;
  const lines: string[] = [];
  if (withTools) lines.push(toolReminder(request));
  else if (!capabilities.tools && showsCalls(request.messages)) {
    lines.push("No tool can be called in this turn; answer in words.");
  }
  if (!capabilities.jsonOutput && request.output.type === "json") {
    lines.push(outputReminder(withTools));
  }
  if (request.messages.at(-1)?.role === "assistant") {
    lines.push(
      "The last [Assistant] text is unfinished: go on where it ends, without repeating it.",
    );
  }
  if (fault) lines.push(guarded(fault));
  return lines.length > 0 ? { header: headers.reminder, body: lines.join("\n\n") } : undefined;
}

function isLoneUser(messages: readonly Message[]): boolean {
  return messages.length === 1 && messages[0]!.role === "user";
}

/** The user's message as it is. */
function bare(message: Message, limit: number): Prompt {
  const texts: TextPart[] = [];
  const media: MediaPart[] = [];
  for (const part of message.parts) {
    if (part.type === "text") texts.push(part);
    if (part.type === "media") media.push(part);
  }
  const text = texts.map((part) => part.text).join("\n");
  if (!fitsPrompt(text, limit)) {
    throw tooLong([{ header: headers.user, body: text }], { text, limit });
  }
  return { text, media, sections: false, detail: "all" };
}

function tooLong(
  sections: readonly Section[],
  prompt: { text: string; limit: number },
): GatewayError {
  const sizes = new Map<string, number>();
  for (const { header, body } of sections) {
    const kind = header.startsWith("[Tool result") ? "tool results" : kinds[header] ?? header;
    sizes.set(kind, (sizes.get(kind) ?? 0) + Buffer.byteLength(body));
  }
  const newest = sections.findLast(({ header }) => header !== headers.reminder)?.body ?? "";
  const largest = [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 4);
  return new GatewayError(
    "invalid-request",
    `Prompt is too long: ${
      Buffer.byteLength(prompt.text)
    } bytes > ${prompt.limit} maximum. It is made of ` +
      largest.map(([kind, bytes]) => `${kind} ${bytes}`).join(", ") +
      ` bytes; the newest message has ${Buffer.byteLength(newest)}. ` +
      "Shorten or summarize the conversation, or offer fewer tools.",
    { code: "context_length_exceeded", param: "messages" },
  );
}

const kinds: Record<string, string> = {
  [headers.system]: "system instructions",
  [headers.tools]: "tools (without descriptions)",
  [headers.output]: "output schema",
  [headers.user]: "user messages",
  [headers.assistant]: "assistant messages",
  [headers.reminder]: "reminder",
};
