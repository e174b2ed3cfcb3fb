import { type BlockEvent, Blocks } from "../../core/blocks.ts";
import type { FinishEvent, GenerateEvent } from "../../core/generate_event.ts";
import type { GatewayError } from "../../core/gateway_error.ts";
import type { ReplyContext, StreamEncoder } from "../../http/dialect.ts";
import { openaiError } from "../openai/error.ts";
import { AnswerItems } from "./answer_items.ts";
import { withCallSignatures } from "./call_signatures.ts";
import type { ResponseProgress, WireResponse } from "./echo.ts";
import type { OpenItem, SentEvent } from "./open_item.ts";
import type { DecodedRequest } from "./request.ts";
import { begun, failed, finished, incompleteReason } from "./response_object.ts";
import type { ResponseOutputItem } from "./wire.ts";

type LifecycleType = Extract<SentEvent, { response: unknown }>["type"];
type PlainEvent = Exclude<SentEvent, { response: unknown }>;

export interface ResponseStreamOptions {
  context: ReplyContext;
  /** Told the response once it is complete or cut, before its last event is written. */
  onResponse(response: WireResponse): void;
}

/** Closes the block that is open. */
const brokenOff: FinishEvent = {
  type: "finish",
  reason: "stop",
  usage: { inputTokens: 0, outputTokens: 0 },
};

/** Writes an answer as the vendor's events, numbered from 0. */
export class ResponseStreamEncoder implements StreamEncoder {
  readonly contentType = "text/event-stream; charset=utf-8";
  readonly heartbeat = ": keep-alive\n\n";
  readonly #decoded: DecodedRequest;
  readonly #options: ResponseStreamOptions;
  readonly #blocks = new Blocks();
  readonly #items: AnswerItems;
  /** The JSON of what repeats the request, without its opening brace: it is the same in every event. */
  readonly #echo: string;
  #begun?: ResponseProgress;
  #open?: OpenItem;
  #sequence = 0;

  constructor(decoded: DecodedRequest, options: ResponseStreamOptions) {
    this.#decoded = decoded;
    this.#options = options;
    this.#items = new AnswerItems(options.context.id, decoded.toolset);
    this.#echo = JSON.stringify(decoded.echo).slice(1);
  }

  encode(batch: readonly GenerateEvent[]): string {
    let text = "";
    for (const event of this.#decoded.encryptedThoughts ? withCallSignatures(batch) : batch) {
      const events = this.#blocks.push(event);
      // A finish closes what is open: whether the answer was cut is known before the item's end is told.
      const cut = event.type === "finish" && incompleteReason(event.reason) !== undefined;
      for (const block of events) text += this.#block(block, cut);
    }
    return text;
  }

  fail(error: GatewayError): string {
    const opening = this.#begin(this.#decoded.request.model);
    const response = failed(this.#begun!, error, this.#saidSoFar());
    const { message, code, param } = openaiError(error);
    return opening + this.#lifecycle("response.failed", response) +
      this.#plain([{ type: "error", code, message, param }]);
  }

  #block(event: BlockEvent, cut: boolean): string {
    switch (event.type) {
      case "start":
        return this.#begin(event.model);
      case "block-start":
        this.#open = this.#items.open(event.block);
        return this.#plain(this.#open.opening());
      case "block-delta":
        return this.#plain(this.#open!.delta(event.delta));
      case "block-end": {
        const status = cut && event.block.type === "text" ? "incomplete" : "completed";
        const { content, signature } = event;
        return this.#plain(this.#open!.closing(content, { status, signature }));
      }
      case "citation":
        return this.#plain(this.#items.cite(event.citation));
      case "finish":
        return this.#plain(this.#items.refuse(event.reason)) + this.#finish(event);
    }
  }

  /** The items of an answer that breaks off; the one that was being said is incomplete. */
  #saidSoFar(): ResponseOutputItem[] {
    for (const event of this.#blocks.push(brokenOff)) {
      if (event.type !== "block-end") continue;
      this.#open!.closing(event.content, { status: "incomplete" });
    }
    return this.#items.output();
  }

  #begin(model: string): string {
    if (this.#begun) return "";
    this.#begun = begun(this.#options.context, model);
    return this.#lifecycle("response.created", this.#begun) +
      this.#lifecycle("response.in_progress", this.#begun);
  }

  #finish({ reason, usage, model }: FinishEvent): string {
    const progress = finished(this.#options.context, {
      model: model ?? this.#begun!.model,
      output: this.#items.output(),
      reason,
      usage,
    });
    this.#options.onResponse({ ...progress, ...this.#decoded.echo });
    const type = progress.status === "incomplete" ? "response.incomplete" : "response.completed";
    return this.#lifecycle(type, progress);
  }

  #lifecycle(type: LifecycleType, progress: ResponseProgress): string {
    const response = `${JSON.stringify(progress).slice(0, -1)},${this.#echo}`;
    const number = this.#sequence++;
    return `event: ${type}\ndata: {"type":"${type}","sequence_number":${number},"response":${response}}\n\n`;
  }

  #plain(events: PlainEvent[]): string {
    let text = "";
    for (const event of events) {
      const rest = JSON.stringify(event).slice(1);
      text += `event: ${event.type}\ndata: {"sequence_number":${this.#sequence++},${rest}\n\n`;
    }
    return text;
  }
}
