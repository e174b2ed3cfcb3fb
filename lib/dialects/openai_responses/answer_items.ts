import type { BlockKind } from "../../core/blocks.ts";
import type { CitationEvent, FinishReason } from "../../core/generate_event.ts";
import { blockedAnswer } from "../openai/blocked_answer.ts";
import { citedText } from "./annotations.ts";
import { OpenCall } from "./open_call.ts";
import { OpenImage } from "./open_image.ts";
import type { ItemEvent, OpenItem } from "./open_item.ts";
import { OpenLink } from "./open_link.ts";
import { OpenReasoning } from "./open_reasoning.ts";
import { OpenText } from "./open_text.ts";
import { imageItem, type ItemPlace, mediaLink } from "./output_items.ts";
import { refusalMessage } from "./refusal_message.ts";
import type { Toolset } from "./toolset.ts";
import type { ResponseOutputItem } from "./wire.ts";

/** The items of one answer, in their order. */
export class AnswerItems {
  readonly #reply: string;
  readonly #toolset: Toolset;
  readonly #items: Pick<OpenItem, "item">[] = [];
  readonly #texts: OpenText[] = [];
  /** Sources that came before the first text. */
  #early: CitationEvent[] = [];

  constructor(reply: string, toolset: Toolset) {
    this.#reply = reply;
    this.#toolset = toolset;
  }

  open(block: BlockKind): OpenItem {
    const item = this.#itemFor(block, this.#nextPlace());
    this.#items.push(item);
    return item;
  }

  /** What to say of a source at once; a text that still grows keeps it for its end. */
  cite(citation: CitationEvent): ItemEvent[] {
    const text = citedText(this.#texts, citation);
    if (text) return text.cite(citation);
    this.#early.push(citation);
    return [];
  }

  /** What to say where the answer was blocked before its first word: else it would be shown as nothing at all. */
  refuse(reason: FinishReason): ItemEvent[] {
    if (reason !== "content-filter" || this.output().some(saysSomething)) return [];
    const { item, events } = refusalMessage(this.#nextPlace(), blockedAnswer);
    this.#items.push({ item });
    return events;
  }

  /** The items that are closed. */
  output(): ResponseOutputItem[] {
    return this.#items.flatMap(({ item }) => item ? [item] : []);
  }

  #nextPlace(): ItemPlace {
    return { reply: this.#reply, index: this.#items.length };
  }

  #itemFor(block: BlockKind, place: ItemPlace): OpenItem {
    switch (block.type) {
      case "text":
        return this.#text(place);
      case "reasoning":
        return new OpenReasoning(place);
      case "tool-call":
        return new OpenCall(place, block, this.#toolset.declared(block.name));
      case "media": {
        const image = imageItem(place, block.event);
        if (image) return new OpenImage(place.index, image);
        return new OpenLink(place, mediaLink(block.event));
      }
    }
  }

  #text(place: ItemPlace): OpenText {
    const before = this.#texts.at(-1);
    const text = new OpenText(place, before ? before.start + before.length : 0);
    this.#texts.push(text);
    for (const citation of this.#early) text.cite(citation);
    this.#early = [];
    return text;
  }
}

/** Thoughts say nothing to the user, nor does a text that was there for its signature only. */
function saysSomething(item: ResponseOutputItem): boolean {
  if (item.type !== "message") return item.type !== "reasoning";
  return item.content.some((part) => part.type !== "output_text" || part.text !== "");
}
