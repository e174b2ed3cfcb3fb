import { tryParseJson } from "../core/json.ts";
import type { MediaPart, Message, TextPart, ToolResultPart } from "../core/message.ts";
import { CallIds } from "./call_ids.ts";
import { guarded, headers, type Section } from "./section.ts";

/** A conversation as words, with the files that these words point to. */
export interface Transcript {
  /** The client's own instructions, in front of all else. */
  system?: Section;
  /** The turns in their order. */
  turns: Section[];
  media: MediaPart[];
}

/**
 * Writes a conversation down as sections. Neighbouring assistant messages are one turn. Calls stand in the same fenced
 * blocks that the model is asked to write, results under the names and ids of their calls. Thoughts are left out.
 */
export function transcript(messages: readonly Message[]): Transcript {
  const ids = new CallIds();
  const media: MediaPart[] = [];
  const system: string[] = [];
  const turns: Section[] = [];
  for (let i = 0; i < messages.length;) {
    const message = messages[i]!;
    const from = i++;
    switch (message.role) {
      case "system":
        if (turns.length === 0) system.push(joinTexts(message.parts, media));
        else turns.push({ header: headers.system, body: joinTexts(message.parts, media) });
        break;
      case "user":
        turns.push({ header: headers.user, body: joinTexts(message.parts, media) });
        break;
      case "assistant": {
        const said = runOf(messages, from, "assistant");
        i = from + said.length;
        const body = assistantText(said, ids, media);
        if (body) turns.push({ header: headers.assistant, body });
        break;
      }
      case "tool": {
        const results = runOf(messages, from, "tool");
        i = from + results.length;
        for (const part of ids.results(results)) turns.push(resultSection(part, media));
      }
    }
  }
  const body = system.filter(Boolean).join("\n\n");
  return { system: body ? { header: headers.system, body } : undefined, turns, media };
}

/** One call in the notation that the model is asked to write. */
export function callBlock(name: string, args: string): string {
  const value = tryParseJson(args.trim() || "{}");
  // Arguments that are not JSON are shown as the string that they are.
  const written = value === undefined ? JSON.stringify(args) : args.trim() || "{}";
  const oneLine = /[\r\n]/.test(written) ? JSON.stringify(value) : written;
  return `\`\`\`tool_call\n{"name": ${JSON.stringify(name)}, "arguments": ${oneLine}}\n\`\`\``;
}

type Of<R extends Message["role"]> = Extract<Message, { role: R }>;

/** The messages of one role that stand together from there on. */
function runOf<R extends Message["role"]>(messages: readonly Message[], from: number, role: R) {
  const run: Of<R>[] = [];
  for (let i = from; messages[i]?.role === role; i++) run.push(messages[i] as Of<R>);
  return run;
}

function assistantText(messages: Of<"assistant">[], ids: CallIds, media: MediaPart[]): string {
  const blocks: string[] = [];
  let said: (TextPart | MediaPart)[] = [];
  const closeText = () => {
    const text = joinTexts(said, media);
    if (text) blocks.push(text);
    said = [];
  };
  for (const message of messages) {
    for (const part of message.parts) {
      if (part.type === "tool-call") {
        closeText();
        ids.call(part);
        blocks.push(callBlock(part.name, part.arguments));
      } else if (part.type !== "reasoning") said.push(part);
    }
    closeText();
  }
  return blocks.join("\n\n");
}

function resultSection(part: ToolResultPart, media: MediaPart[]): Section {
  const told = joinTexts(part.parts, media);
  const pieces = part.isError ? ["The tool reported an error:", told] : [told];
  return {
    header: headers.toolResult(part.name ?? "tool", part.callId),
    body: pieces.filter(Boolean).join("\n"),
  };
}

/** The texts in lines of their own; each file goes to `media` and leaves a word at its place. */
function joinTexts(parts: readonly (TextPart | MediaPart)[], media: MediaPart[]): string {
  return parts.map((part) => {
    if (part.type === "text") return guarded(part.text);
    media.push(part);
    const name = part.name ? `${part.name.replace(/\s+/g, " ")}, ` : "";
    return `(attachment ${media.length}: ${name}${part.mediaType})`;
  }).join("\n");
}
