import { type Generation, textOf } from "../../core/generation.ts";
import type { ToolCallPart } from "../../core/message.ts";
import { isJsonObject, tryParseJson } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import type { AnswerBlock, AnswerMessage } from "./answer.ts";
import { mediaText, searchBlocks, textBlock, thinkingBlock } from "./answer_blocks.ts";
import { toolUseBlock, wireCitation } from "./answer_blocks.ts";
import type { BlockOf } from "./answer_blocks.ts";
import { ending, wireUsage } from "./ending.ts";
import type { ThoughtDisplay } from "./reasoning.ts";
import { UNSIGNED, wireSignature } from "./signature.ts";

export interface AnswerSettings {
  thoughts: ThoughtDisplay;
  /** The client offered the vendor's search tool and so understands its result blocks. */
  webSearch: boolean;
}

/** The whole answer as a `Message`; `id` is 32 hex digits. */
export function encodeMessage(
  generation: Generation,
  { id, settings }: { id: string; settings: AnswerSettings },
): AnswerMessage {
  const { finishReason: reason, stopSequence } = generation;
  return {
    id: `msg_${id}`,
    type: "message",
    role: "assistant",
    model: generation.model,
    content: contentBlocks(generation, { id, settings }),
    ...ending({ reason, stopSequence }),
    usage: wireUsage(generation.usage),
    container: null,
    context_management: null,
    diagnostics: null,
  };
}

function contentBlocks(
  generation: Generation,
  { id, settings }: { id: string; settings: AnswerSettings },
): AnswerBlock[] {
  const writer = new BlockWriter(settings.thoughts);
  for (const part of generation.parts) {
    switch (part.type) {
      case "text":
        writer.text(part.text);
        break;
      case "reasoning":
        writer.thought(part.text, part.signature);
        break;
      case "tool-call":
        writer.call(part);
        break;
      case "media":
        writer.media(mediaText(part));
    }
  }
  writer.cite(generation);
  if (settings.webSearch && generation.citations.length > 0) {
    writer.blocks.push(...searchBlocks(`srvtoolu_${id}`, generation.citations));
  }
  return writer.blocks;
}

/** Lays parts out as the stream does. */
class BlockWriter {
  readonly blocks: AnswerBlock[] = [];
  #openText?: BlockOf<"text">;
  #lastText?: BlockOf<"text">;

  constructor(readonly thoughts: ThoughtDisplay) {}

  text(text: string): void {
    if (!text) return;
    if (this.#openText) {
      this.#openText.text += text;
      return;
    }
    this.#openText = this.#lastText = textBlock(text);
    this.blocks.push(this.#openText);
  }

  media(text: string): void {
    this.#push(textBlock(text));
  }

  thought(text: string, signature?: string): void {
    if (this.thoughts === "none" || (this.thoughts === "omitted" && !signature)) return;
    if (!text && !signature) return;
    const shown = this.thoughts === "shown" ? text : "";
    this.#push(thinkingBlock(shown, signature ? wireSignature("thought", signature) : UNSIGNED));
  }

  call(part: ToolCallPart): void {
    if (part.signature && this.thoughts !== "none") this.#signCall(part.signature);
    this.#push(toolUseBlock({ id: part.id, name: part.name, input: inputOf(part) }));
  }

  cite(generation: Generation): void {
    const { citations } = generation;
    if (citations.length === 0) return;
    const answer = textOf(generation);
    const block = this.#lastText ?? textBlock("");
    if (block !== this.#lastText) this.#push(block);
    block.citations = citations.map((citation) => wireCitation(citation, answer));
  }

  #signCall(signature: string): void {
    const last = this.blocks.at(-1);
    const signed = wireSignature("call", signature);
    if (last?.type === "thinking" && last.signature === UNSIGNED) last.signature = signed;
    else this.#push(thinkingBlock("", signed));
  }

  #push(block: AnswerBlock): void {
    this.#openText = undefined;
    this.blocks.push(block);
  }
}

function inputOf({ name, arguments: text }: ToolCallPart): JsonObject {
  const input = text === "" ? {} : tryParseJson(text);
  if (isJsonObject(input)) return input;
  throw new GatewayError(
    "upstream",
    `Gemini called the tool "${name}" with arguments that are not a JSON object; try again.`,
    { code: "invalid_tool_call" },
  );
}
