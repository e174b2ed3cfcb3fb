import type { GatewayError } from "../../core/gateway_error.ts";
import type { FinishEvent, GenerateEvent, ToolCallStartEvent } from "../../core/generate_event.ts";
import type { ReplyContext, StreamEncoder } from "../../http/dialect.ts";
import { openaiErrorBody } from "../openai/error.ts";
import { freeformInput } from "../openai/freeform_input.ts";
import { mediaMarkdown } from "../openai/media_markdown.ts";
import { annotation, finishReason, refusal, signatureField, toolCall, usageOf } from "./encode.ts";
import type { DecodedTools } from "./tools.ts";
import type { ChatCompletionChunk, ChatCompletionMessage } from "./wire.ts";

/** Fields that clients look for beside the vendor's own. */
type Delta = ChatCompletionChunk.Choice.Delta & {
  reasoning_content?: string;
  annotations?: ChatCompletionMessage.Annotation[];
};

export interface ChatStreamOptions {
  model: string;
  includeUsage: boolean;
  tools: DecodedTools;
  context: ReplyContext;
}

export class ChatStreamEncoder implements StreamEncoder {
  readonly contentType = "text/event-stream";
  readonly heartbeat = ": keep-alive\n\n";
  readonly #options: ChatStreamOptions;
  #model: string;
  #call?: { index: number; custom: boolean; signed: boolean; pieces: string[] };
  #calls = 0;
  /** Text or a picture was sent. */
  #spoke = false;
  #around?: [head: string, tail: string];

  constructor(options: ChatStreamOptions) {
    this.#options = options;
    this.#model = options.model;
  }

  encode(batch: readonly GenerateEvent[]): string {
    let text = "";
    batch.forEach((event, at) => {
      text += event.type === "tool-call-start"
        ? this.#callStart(event, signatureAhead(batch, at))
        : this.#event(event);
    });
    return text;
  }

  fail(error: GatewayError): string {
    return record(openaiErrorBody(error));
  }

  #event(event: Exclude<GenerateEvent, ToolCallStartEvent>): string {
    switch (event.type) {
      case "start":
        this.#model = event.model;
        this.#around = undefined;
        return this.#delta({ role: "assistant", content: "" });
      case "text":
        return event.delta && this.#content(event.delta);
      case "reasoning":
        return event.delta && this.#delta({ reasoning_content: event.delta });
      case "tool-call-delta":
        return this.#callDelta(event.delta);
      case "tool-call-end":
        return this.#callEnd(event.signature);
      case "media":
        return this.#content(mediaMarkdown(event));
      case "citation":
        return this.#delta({ annotations: [annotation(event)] });
      case "finish":
        return this.#finish(event);
    }
  }

  #callStart({ id, name }: ToolCallStartEvent, signature?: string): string {
    const { tools } = this.#options;
    const custom = tools.custom.has(name);
    this.#call = { index: this.#calls++, custom, signed: signature !== undefined, pieces: [] };
    if (tools.legacy) {
      return this.#calls > 1 ? "" : this.#delta({ function_call: { name, arguments: "" } });
    }
    const call = toolCall({ type: "tool-call", id, name, arguments: "", signature }, tools);
    return this.#delta({ tool_calls: [{ index: this.#call.index, ...call }] });
  }

  #callDelta(delta: string): string {
    const call = this.#call;
    if (!call) return "";
    if (call.custom) {
      // The bare input is known only when its JSON wrapping is whole.
      call.pieces.push(delta);
      return "";
    }
    if (this.#options.tools.legacy) {
      return call.index > 0 ? "" : this.#delta({ function_call: { arguments: delta } });
    }
    return this.#delta({ tool_calls: [{ index: call.index, function: { arguments: delta } }] });
  }

  #callEnd(signature?: string): string {
    const call = this.#call;
    this.#call = undefined;
    if (!call || this.#options.tools.legacy) return "";
    const { index } = call;
    const late = call.signed ? undefined : signature;
    const extra = signatureField(late);
    if (call.custom) {
      const input = freeformInput(call.pieces.join(""));
      return this.#delta({ tool_calls: [{ index, custom: { input }, ...extra }] });
    }
    // Clients take a call's chunk without a function for a broken one.
    return late
      ? this.#delta({ tool_calls: [{ index, function: { arguments: "" }, ...extra }] })
      : "";
  }

  #finish(event: FinishEvent): string {
    if (event.model) this.#model = event.model;
    const { tools, includeUsage } = this.#options;
    const refused = refusal(event.reason, this.#spoke || this.#calls > 0);
    const told = refused === null ? "" : this.#delta({ refusal: refused });
    const last = this.#chunk([
      { index: 0, delta: {}, logprobs: null, finish_reason: finishReason(event.reason, tools) },
    ]);
    const usage = includeUsage ? record({ ...this.#base([]), usage: usageOf(event.usage) }) : "";
    return `${told}${last}${usage}data: [DONE]\n\n`;
  }

  /** What most chunks are. */
  #content(delta: string): string {
    this.#spoke = true;
    const [head, tail] = this.#frame();
    return `${head}{"content":${JSON.stringify(delta)}}${tail}`;
  }

  /** The hot path: all chunks but the last differ in their delta only, so the rest is written once. */
  #delta(delta: Delta): string {
    const [head, tail] = this.#frame();
    return head + JSON.stringify(delta) + tail;
  }

  #frame(): [head: string, tail: string] {
    return this.#around ??= this.#chunk([
      { index: 0, delta: {}, logprobs: null, finish_reason: null },
    ]).split(/(?<="delta":)\{\}/) as [string, string];
  }

  #chunk(choices: ChatCompletionChunk["choices"]): string {
    const chunk = this.#base(choices);
    return record(this.#options.includeUsage ? { ...chunk, usage: null } : chunk);
  }

  #base(choices: ChatCompletionChunk["choices"]): ChatCompletionChunk {
    const { context } = this.#options;
    return {
      id: `chatcmpl-${context.id}`,
      object: "chat.completion.chunk",
      created: context.createdAt,
      model: this.#model,
      choices,
    };
  }
}

/** Of a call that came whole: Google's own endpoint, and so its clients, have it on a call's first chunk. */
function signatureAhead(batch: readonly GenerateEvent[], at: number): string | undefined {
  for (let next = at + 1; next < batch.length; next++) {
    const event = batch[next];
    if (event?.type === "tool-call-end") return event.signature;
  }
  return undefined;
}

function record(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
