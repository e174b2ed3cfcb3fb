import { Blocks } from "../../core/blocks.ts";
import type { BlockEvent, BlockKind } from "../../core/blocks.ts";
import type { GatewayError } from "../../core/gateway_error.ts";
import type { FinishEvent, GenerateEvent, StartEvent } from "../../core/generate_event.ts";
import type { ReplyContext, StreamEncoder } from "../../http/dialect.ts";
import type { AnswerBlock, AnswerDelta, AnswerEvent, AnswerMessage } from "./answer.ts";
import { mediaText, searchBlocks, textBlock, thinkingBlock } from "./answer_blocks.ts";
import { toolUseBlock, wireCitation } from "./answer_blocks.ts";
import type { Citation } from "./answer_blocks.ts";
import type { AnswerSettings } from "./encode_message.ts";
import { ending, wireDeltaUsage, wireUsage } from "./ending.ts";
import { errorBody } from "./error_body.ts";
import { UNSIGNED, wireSignature } from "./signature.ts";

const PING = 'event: ping\ndata: {"type":"ping"}\n\n';

export interface StreamSettings extends AnswerSettings {
  /** What `message_start` says of the prompt's size; `message_delta` corrects it. */
  inputTokens: () => number;
}

/**
 * One streamed answer. The vendor's SDKs and Claude Code pass over a `ping` wherever it stands, also before
 * `message_start`, so it can be the heartbeat of the whole stream.
 */
export class MessageStreamEncoder implements StreamEncoder {
  readonly contentType = "text/event-stream; charset=utf-8";
  readonly heartbeat = PING;
  readonly #blocks = new Blocks();
  readonly #citations: Citation[] = [];
  /** Citations that came while no text was open. */
  #uncited: Citation[] = [];
  #openText = -1;
  #next = 0;
  #text: string[] = [];

  constructor(readonly settings: StreamSettings, readonly context: ReplyContext) {}

  encode(batch: readonly GenerateEvent[]): string {
    let out = "";
    for (let i = 0; i < batch.length; i++) {
      for (const event of this.#presented(batch, i)) {
        for (const block of this.#blocks.push(event)) out += this.#block(block);
      }
    }
    return out;
  }

  fail(error: GatewayError): string {
    const body = errorBody(error, this.context.requestId);
    return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
  }

  /** The event as this client is to see it: thoughts as it asked for, a call's signature as a thought before it. */
  #presented(batch: readonly GenerateEvent[], position: number): readonly GenerateEvent[] {
    const event = batch[position]!;
    const { thoughts } = this.settings;
    switch (event.type) {
      case "reasoning": {
        if (thoughts === "none" || (thoughts === "omitted" && !event.signature)) return [];
        const signature = event.signature && wireSignature("thought", event.signature);
        return [{ ...event, delta: thoughts === "shown" ? event.delta : "", signature }];
      }
      case "text":
        this.#text.push(event.delta);
        return event.signature ? [{ type: "text", delta: event.delta }] : [event];
      case "tool-call-start": {
        const signature = thoughts !== "none" && callSignature(batch, position);
        if (!signature) return [event];
        const thought = { type: "reasoning", delta: "" } as const;
        return [{ ...thought, signature: wireSignature("call", signature) }, event];
      }
      default:
        return [event];
    }
  }

  #block(event: BlockEvent): string {
    switch (event.type) {
      case "start":
        return this.#start(event);
      case "block-start":
        return this.#blockStart(event.index, event.block);
      case "block-delta":
        return deltaFrame(event.index, deltaOf(event.block, event.delta));
      case "block-end":
        return this.#blockEnd(event);
      case "citation":
        return this.#citation(event.citation);
      case "finish":
        return this.#finish(event);
    }
  }

  #start({ model }: StartEvent): string {
    const usage = wireUsage({ inputTokens: this.settings.inputTokens(), outputTokens: 0 });
    const message: AnswerMessage = {
      id: `msg_${this.context.id}`,
      type: "message",
      role: "assistant",
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      usage,
      container: null,
      context_management: null,
      diagnostics: null,
    };
    return frame({ type: "message_start", message }) + PING;
  }

  #blockStart(index: number, block: BlockKind): string {
    this.#next = index + 1;
    const start = startFrame(index, startOf(block));
    if (block.type === "media") {
      return start + deltaFrame(index, { type: "text_delta", text: mediaText(block.event) });
    }
    if (block.type !== "text") return start;
    this.#openText = index;
    const late = this.#uncited;
    this.#uncited = [];
    return start + late.map((citation) => this.#citationFrame(index, citation)).join("");
  }

  #blockEnd({ index, block, signature }: Extract<BlockEvent, { type: "block-end" }>): string {
    this.#openText = -1;
    const stop = frame({ type: "content_block_stop", index });
    if (block.type !== "reasoning") return stop;
    return deltaFrame(index, { type: "signature_delta", signature: signature ?? UNSIGNED }) + stop;
  }

  #citation({ type: _, ...citation }: Citation & { type: string }): string {
    this.#citations.push(citation);
    if (this.#openText >= 0) return this.#citationFrame(this.#openText, citation);
    this.#uncited.push(citation);
    return "";
  }

  #citationFrame(index: number, citation: Citation): string {
    // Sources come together at the end, so that the text is joined but once.
    if (this.#text.length > 1) this.#text = [this.#text.join("")];
    const wire = wireCitation(citation, this.#text[0] ?? "");
    return deltaFrame(index, { type: "citations_delta", citation: wire });
  }

  #finish(event: FinishEvent): string {
    const end = frame({
      type: "message_delta",
      delta: { ...ending(event), container: null },
      usage: wireDeltaUsage(event.usage),
      context_management: null,
    });
    return this.#lateBlocks() + end + frame({ type: "message_stop" });
  }

  /** What can stand only after all that was said: citations without a text, and the search's results. */
  #lateBlocks(): string {
    let out = "";
    if (this.#uncited.length > 0) {
      const index = this.#next++;
      const citations = this.#uncited.map((citation) => this.#citationFrame(index, citation));
      out += wholeBlock(index, textBlock(""), citations.join(""));
    }
    if (!this.settings.webSearch || this.#citations.length === 0) return out;
    for (const block of searchBlocks(`srvtoolu_${this.context.id}`, this.#citations)) {
      out += wholeBlock(this.#next++, block, "");
    }
    return out;
  }
}

/** A call's signature comes with its end; it is found where the whole call came at once, as Gemini's do. */
function callSignature(batch: readonly GenerateEvent[], start: number): string | undefined {
  for (let i = start + 1; i < batch.length; i++) {
    const event = batch[i]!;
    if (event.type === "tool-call-end") return event.signature;
  }
  return undefined;
}

function startOf(block: BlockKind): AnswerBlock {
  switch (block.type) {
    case "text":
    case "media":
      return textBlock("");
    case "reasoning":
      return thinkingBlock("", "");
    case "tool-call":
      return toolUseBlock({ id: block.id, name: block.name, input: {} });
  }
}

function deltaOf(block: BlockKind, delta: string): AnswerDelta {
  switch (block.type) {
    case "text":
    case "media":
      return { type: "text_delta", text: delta };
    case "reasoning":
      return { type: "thinking_delta", thinking: delta, estimated_tokens: null };
    case "tool-call":
      return { type: "input_json_delta", partial_json: delta };
  }
}

function wholeBlock(index: number, block: AnswerBlock, deltas: string): string {
  return startFrame(index, block) + deltas + frame({ type: "content_block_stop", index });
}

function startFrame(index: number, content_block: AnswerBlock): string {
  return frame({ type: "content_block_start", index, content_block });
}

function deltaFrame(index: number, delta: AnswerDelta): string {
  return frame({ type: "content_block_delta", index, delta });
}

/** The `event:` line is not optional: the vendor's clients pass over records without one. */
function frame(event: AnswerEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
