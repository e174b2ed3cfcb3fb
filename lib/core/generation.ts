import type { GenerateEvent, MediaEvent, Usage } from "./generate_event.ts";
import type { CitationEvent, FinishReason, NativeEnding } from "./generate_event.ts";
import type { MediaPart, ReasoningPart, TextPart, ToolCallPart } from "./message.ts";
import { cutShort } from "./gateway_error.ts";

export type ContentPart = TextPart | ReasoningPart | ToolCallPart | MediaPart;

/** A whole answer. `parts` stand in the order in which they were said; neighbours of one type are joined. */
export interface Generation {
  /** The model that really served. */
  model: string;
  parts: ContentPart[];
  citations: Omit<CitationEvent, "type">[];
  finishReason: FinishReason;
  stopSequence?: string;
  usage: Usage;
  native?: NativeEnding;
  /** Asked-for settings that were not honoured. */
  ignored: string[];
}

/** Gathers a stream into the whole answer, so that the streamed and the whole mode cannot differ. */
export async function collect(
  stream: AsyncIterable<readonly GenerateEvent[]>,
): Promise<Generation> {
  const collector = new Collector();
  for await (const batch of stream) {
    for (const event of batch) collector.push(event);
  }
  return collector.generation();
}

/** Gathers the events of one generation one by one. */
export class Collector {
  #model = "";
  #parts: ContentPart[] = [];
  #pieces: string[] = [];
  #citations: Generation["citations"] = [];
  #ignored: string[] = [];
  #finish?: Extract<GenerateEvent, { type: "finish" }>;

  push(event: GenerateEvent): void {
    switch (event.type) {
      case "start":
        this.#model = event.model;
        this.#ignored = event.ignored ?? [];
        return;
      case "text":
      case "reasoning":
        return this.#append(event.type, event.delta, event.signature);
      case "tool-call-start":
        this.#close();
        this.#parts.push({ type: "tool-call", id: event.id, name: event.name, arguments: "" });
        return;
      case "tool-call-delta":
        this.#pieces.push(event.delta);
        return;
      case "tool-call-end":
        return this.#endCall(event.signature);
      case "media":
        this.#close();
        this.#parts.push(mediaPart(event));
        return;
      case "citation": {
        const { type: _, ...citation } = event;
        this.#citations.push(citation);
        return;
      }
      case "finish":
        this.#close();
        this.#finish = event;
    }
  }

  generation(): Generation {
    const finish = this.#finish;
    if (!finish) throw cutShort();
    return {
      model: finish.model ?? this.#model,
      parts: this.#parts,
      citations: this.#citations,
      finishReason: finish.reason,
      stopSequence: finish.stopSequence,
      usage: finish.usage,
      ...(finish.native && { native: finish.native }),
      ignored: this.#ignored,
    };
  }

  #append(type: "text" | "reasoning", delta: string, signature?: string): void {
    const last = this.#parts.at(-1);
    const same = last?.type === type && !last.signature;
    if (!same && !delta && !signature) return;
    const part: TextPart | ReasoningPart = same ? last : { type, text: "" };
    if (part !== last) {
      this.#close();
      this.#parts.push(part);
    }
    this.#pieces.push(delta);
    if (signature) part.signature = signature;
  }

  #endCall(signature?: string): void {
    this.#close();
    const last = this.#parts.at(-1);
    if (last?.type === "tool-call" && signature) last.signature = signature;
  }

  #close(): void {
    const last = this.#parts.at(-1);
    if (!last) return;
    const joined = this.#pieces.join("");
    this.#pieces = [];
    if (last.type === "text" || last.type === "reasoning") last.text += joined;
    if (last.type === "tool-call") last.arguments += joined;
  }
}

function mediaPart(event: MediaEvent): MediaPart {
  return {
    type: "media",
    mediaType: event.mediaType,
    source: event.source,
    signature: event.signature,
  };
}

/** The text of an answer without thoughts and calls. */
export function textOf(generation: Generation): string {
  return generation.parts.map((part) => part.type === "text" ? part.text : "").join("");
}
