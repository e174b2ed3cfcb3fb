import type { ItemEnd, ItemEvent, OpenItem } from "./open_item.ts";
import { OpenText } from "./open_text.ts";
import type { ItemPlace, MessageItem } from "./output_items.ts";

/** Media that have no item of their own, as a message that links to them. */
export class OpenLink implements OpenItem {
  readonly #text: OpenText;
  readonly #link: string;

  constructor(place: ItemPlace, link: string) {
    this.#text = new OpenText(place, 0);
    this.#link = link;
  }

  get item(): MessageItem | undefined {
    return this.#text.item;
  }

  opening(): ItemEvent[] {
    return [...this.#text.opening(), ...this.#text.delta(this.#link)];
  }

  delta(): ItemEvent[] {
    return [];
  }

  closing(_content: string, end: ItemEnd): ItemEvent[] {
    return this.#text.closing(this.#link, end);
  }
}
