import type { GatewayError } from "../../core/gateway_error.ts";
import type { CitationEvent, FinishEvent, GenerateEvent } from "../../core/generate_event.ts";
import type { ContentPart } from "../../core/generation.ts";
import type { ToolCallPart } from "../../core/message.ts";
import type { ReplyContext, StreamEncoder } from "../../http/dialect.ts";
import { type AnswerPart, answerPart, type PartStyle } from "./answer_part.ts";
import { candidateEnding } from "./candidate_ending.ts";
import { emptyPart, usageOf } from "./encode.ts";
import { genaiErrorBody } from "./error.ts";
import type { StreamFormat } from "./stream_format.ts";
import type { AnswerBody, Candidate, Wire } from "./wire.ts";

export interface GenaiStreamOptions {
  model: string;
  style: PartStyle;
  format: StreamFormat;
  context: ReplyContext;
}

/** Each record is an answer with one part; the last one has the finish reason, the sources and the usage. */
export class GenaiStreamEncoder implements StreamEncoder {
  readonly contentType: string;
  /** Several clients of this dialect die of a comment between the records. */
  readonly heartbeat = "";
  readonly #options: GenaiStreamOptions;
  #model: string;
  #call?: { part: ToolCallPart; pieces: string[] };
  #text: string[] = [];
  #citations: CitationEvent[] = [];

  constructor(options: GenaiStreamOptions) {
    this.#options = options;
    this.#model = options.model;
    this.contentType = options.format.contentType;
  }

  encode(batch: readonly GenerateEvent[]): string {
    let text = "";
    for (const event of batch) text += this.#event(event);
    return text;
  }

  fail(error: GatewayError): string {
    const { format } = this.#options;
    if (error.nativeAnswer) return format.record(error.nativeAnswer) + format.end();
    return format.failure(genaiErrorBody(error));
  }

  #event(event: GenerateEvent): string {
    switch (event.type) {
      case "start":
        this.#model = event.model;
        return "";
      case "text":
        this.#text.push(event.delta);
        // A bare word can only be taken out of its JSON string when that is whole.
        if (this.#options.style.bareEnum) return "";
        return this.#part({ type: "text", text: event.delta, signature: event.signature });
      case "reasoning":
        if (!event.delta && !event.signature) return "";
        return this.#part({ type: "reasoning", text: event.delta, signature: event.signature });
      case "tool-call-start": {
        const { id, name } = event;
        this.#call = { part: { type: "tool-call", id, name, arguments: "" }, pieces: [] };
        return "";
      }
      case "tool-call-delta":
        this.#call?.pieces.push(event.delta);
        return "";
      case "tool-call-end":
        return this.#endCall(event.signature);
      case "media":
        return this.#part(event);
      case "citation":
        this.#citations.push(event);
        return "";
      case "finish":
        return this.#finish(event);
    }
  }

  #endCall(signature: string | undefined): string {
    const call = this.#call;
    this.#call = undefined;
    return call ? this.#part({ ...call.part, arguments: call.pieces.join(""), signature }) : "";
  }

  #part(part: ContentPart): string {
    const encoded = answerPart(part, this.#options.style);
    return encoded ? this.#options.format.record(this.#body(encoded)) : "";
  }

  #finish(event: FinishEvent): string {
    if (event.model) this.#model = event.model;
    const { style, format } = this.#options;
    const text = this.#text.join("");
    const last = style.bareEnum ? answerPart({ type: "text", text }, style) : undefined;
    const ending = { ...event, citations: this.#citations };
    const body: AnswerBody = {
      ...this.#body(last ?? emptyPart, candidateEnding(ending, [{ partIndex: 0, text }])),
      usageMetadata: usageOf(event),
    };
    return format.record(body) + format.end();
  }

  #body(part: AnswerPart, rest: Wire<Candidate> = {}): AnswerBody {
    return {
      candidates: [{ content: { parts: [part], role: "model" }, index: 0, ...rest }],
      modelVersion: this.#model,
      responseId: this.#options.context.id,
    };
  }
}
