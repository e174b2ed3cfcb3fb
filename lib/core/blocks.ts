import type {
  CitationEvent,
  FinishEvent,
  GenerateEvent,
  MediaEvent,
  StartEvent,
} from "./generate_event.ts";

export type BlockKind =
  | { type: "text" }
  | { type: "reasoning" }
  | { type: "tool-call"; id: string; name: string }
  | { type: "media"; event: MediaEvent };

/** The flat stream with its frames made explicit, for dialects that number their blocks. */
export type BlockEvent =
  | StartEvent
  | { type: "block-start"; index: number; block: BlockKind }
  | { type: "block-delta"; index: number; block: BlockKind; delta: string }
  | { type: "block-end"; index: number; block: BlockKind; content: string; signature?: string }
  | { type: "citation"; index: number; citation: CitationEvent }
  | FinishEvent;

/**
 * Turns flat deltas into blocks numbered from 0: a block opens with the first delta of its kind, and closes when the
 * kind changes, a signature seals it, or the answer finishes. `content` of `block-end` is all of its deltas joined.
 * Citations belong to the text block that is open, or to the one before; without any, they come with index -1.
 */
export class Blocks {
  #open?: BlockKind;
  #index = -1;
  #pieces: string[] = [];
  #lastText = -1;

  push(event: GenerateEvent): BlockEvent[] {
    switch (event.type) {
      case "start":
        return [event];
      case "text":
      case "reasoning":
        return this.#say(event.type, event.delta, event.signature);
      case "tool-call-start":
        return [
          ...this.#close(),
          this.#start({ type: "tool-call", id: event.id, name: event.name }),
        ];
      case "tool-call-delta":
        return this.#open && event.delta ? [this.#delta(this.#open, event.delta)] : [];
      case "tool-call-end":
        return this.#close(event.signature);
      case "media":
        return [
          ...this.#close(),
          this.#start({ type: "media", event }),
          ...this.#close(event.signature),
        ];
      case "citation":
        return [{ type: "citation", index: this.#lastText, citation: event }];
      case "finish":
        return [...this.#close(), event];
    }
  }

  #say(type: "text" | "reasoning", delta: string, signature?: string): BlockEvent[] {
    const events: BlockEvent[] = [];
    const open: BlockKind = this.#open?.type === type ? this.#open : { type };
    if (open !== this.#open) {
      if (!delta && !signature) return events;
      events.push(...this.#close(), this.#start(open));
    }
    if (delta) events.push(this.#delta(open, delta));
    if (signature) events.push(...this.#close(signature));
    return events;
  }

  #start(block: BlockKind): BlockEvent {
    this.#open = block;
    this.#index++;
    if (block.type === "text") this.#lastText = this.#index;
    return { type: "block-start", index: this.#index, block };
  }

  #delta(block: BlockKind, delta: string): BlockEvent {
    this.#pieces.push(delta);
    return { type: "block-delta", index: this.#index, block, delta };
  }

  #close(signature?: string): BlockEvent[] {
    const block = this.#open;
    if (!block) return [];
    const content = this.#pieces.join("");
    this.#open = undefined;
    this.#pieces = [];
    return [{ type: "block-end", index: this.#index, block, content, signature }];
  }
}
