import type { GatewayError } from "../../core/gateway_error.ts";
import type { FinishReason, GenerateEvent, Usage } from "../../core/generate_event.ts";
import type { ContentPart, Generation } from "../../core/generation.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { FieldNames, ReplyContext, StreamEncoder, Turn } from "../../http/dialect.ts";
import { openaiErrorBody } from "../openai/error.ts";
import { mediaMarkdown } from "../openai/media_markdown.ts";
import { decodeCompletion, type DecodedCompletion } from "./decode.ts";
import type { Completion, CompletionChoice, CompletionUsage } from "./wire.ts";

/** The turn that the body of a legacy completion asks for. */
export function completionTurn(body: JsonObject): Turn {
  const decoded = decodeCompletion(body);
  const { request, stream, ignored } = decoded;
  return {
    request,
    stream,
    ignored,
    names: fieldNames,
    whole: (generation, context) =>
      encodeCompletion(generation, decoded, context) as unknown as JsonValue,
    streamed: (context) => new CompletionStreamEncoder(decoded, context),
  };
}

const fieldNames: FieldNames = {
  "sampling.temperature": "temperature",
  "sampling.topP": "top_p",
  "sampling.seed": "seed",
  "sampling.presencePenalty": "presence_penalty",
  "sampling.frequencyPenalty": "frequency_penalty",
};

function encodeCompletion(
  generation: Generation,
  { echo }: DecodedCompletion,
  context: ReplyContext,
): Completion {
  return {
    ...frame(generation.model, context),
    choices: [choice(echo + generation.parts.map(textOf).join(""), generation.finishReason)],
    usage: usageOf(generation.usage),
  };
}

function textOf(part: ContentPart): string {
  if (part.type === "text") return part.text;
  return part.type === "media" ? mediaMarkdown(part) : "";
}

class CompletionStreamEncoder implements StreamEncoder {
  readonly contentType = "text/event-stream";
  readonly heartbeat = ": keep-alive\n\n";
  readonly #decoded: DecodedCompletion;
  readonly #context: ReplyContext;
  #model: string;

  constructor(decoded: DecodedCompletion, context: ReplyContext) {
    this.#decoded = decoded;
    this.#context = context;
    this.#model = decoded.request.model;
  }

  encode(batch: readonly GenerateEvent[]): string {
    return batch.map((event) => this.#event(event)).join("");
  }

  fail(error: GatewayError): string {
    return record(openaiErrorBody(error));
  }

  #event(event: GenerateEvent): string {
    switch (event.type) {
      case "start":
        this.#model = event.model;
        return this.#decoded.echo && this.#text(this.#decoded.echo);
      case "text":
        return event.delta && this.#text(event.delta);
      case "media":
        return this.#text(mediaMarkdown(event));
      case "finish": {
        this.#model = event.model ?? this.#model;
        const last = record({ ...this.#frame(), choices: [choice("", event.reason)] });
        const usage = record({ ...this.#frame(), choices: [], usage: usageOf(event.usage) });
        return `${last}${this.#decoded.includeUsage ? usage : ""}data: [DONE]\n\n`;
      }
      default: // thoughts, calls and citations have no place in a bare completion
        return "";
    }
  }

  #text(text: string): string {
    return record({
      ...this.#frame(),
      choices: [{ ...choice(text, "stop"), finish_reason: null }],
    });
  }

  #frame(): Omit<Completion, "choices"> {
    return frame(this.#model, this.#context);
  }
}

function frame(model: string, { id, createdAt }: ReplyContext): Omit<Completion, "choices"> {
  return { id: `cmpl-${id}`, object: "text_completion", created: createdAt, model };
}

function choice(text: string, reason: FinishReason): CompletionChoice {
  return { index: 0, text, logprobs: null, finish_reason: finishReason(reason) };
}

function finishReason(reason: FinishReason): CompletionChoice["finish_reason"] {
  if (reason === "length") return "length";
  return reason === "content-filter" ? "content_filter" : "stop";
}

function usageOf({ inputTokens, outputTokens }: Usage): CompletionUsage {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

function record(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
