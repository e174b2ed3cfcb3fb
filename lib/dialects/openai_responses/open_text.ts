import type { CitationEvent } from "../../core/generate_event.ts";
import { type CitedText, type UrlCitation, urlCitation } from "./annotations.ts";
import type { ItemEnd, ItemEvent, OpenItem } from "./open_item.ts";
import { type ItemPlace, type MessageItem, messageItem } from "./output_items.ts";

/** A message with one text. */
export class OpenText implements OpenItem, CitedText {
  readonly start: number;
  length = 0;
  readonly annotations: UrlCitation[] = [];
  item?: MessageItem;
  readonly #place: ItemPlace;
  readonly #id: string;
  /** Where the text is, as its events say it. */
  readonly #at: { item_id: string; output_index: number; content_index: number };
  #citations: CitationEvent[] = [];

  constructor(place: ItemPlace, start: number) {
    this.start = start;
    this.#place = place;
    this.#id = messageItem(place, { text: "", annotations: [], status: "completed" }).id;
    this.#at = { item_id: this.#id, output_index: place.index, content_index: 0 };
  }

  opening(): ItemEvent[] {
    return [
      {
        type: "response.output_item.added",
        output_index: this.#place.index,
        item: {
          id: this.#id,
          type: "message",
          status: "in_progress",
          role: "assistant",
          content: [],
        },
      },
      {
        type: "response.content_part.added",
        ...this.#at,
        part: { type: "output_text", text: "", annotations: [], logprobs: [] },
      },
    ];
  }

  delta(delta: string): ItemEvent[] {
    this.length += delta.length;
    return [{ type: "response.output_text.delta", ...this.#at, delta, logprobs: [] }];
  }

  /** A source of this text. While the text grows it waits, for it may stand for all of the text. */
  cite(citation: CitationEvent): ItemEvent[] {
    if (this.item) return [this.#annotate(citation)];
    this.#citations.push(citation);
    return [];
  }

  closing(text: string, { status }: ItemEnd): ItemEvent[] {
    const annotated = this.#citations.map((citation) => this.#annotate(citation));
    this.item = messageItem(this.#place, { text, annotations: this.annotations, status });
    return [
      ...annotated,
      { type: "response.output_text.done", ...this.#at, text, logprobs: [] },
      { type: "response.content_part.done", ...this.#at, part: this.item.content[0]! },
      {
        type: "response.output_item.done",
        output_index: this.#place.index,
        item: this.item,
      },
    ];
  }

  #annotate(citation: CitationEvent): ItemEvent {
    const annotation = urlCitation(citation, this);
    this.annotations.push(annotation);
    return {
      type: "response.output_text.annotation.added",
      ...this.#at,
      annotation_index: this.annotations.length - 1,
      annotation,
    };
  }
}
