import type { ItemEnd, ItemEvent, OpenItem } from "./open_item.ts";
import { type ItemPlace, type ReasoningItem, reasoningItem } from "./output_items.ts";

/** Thoughts, told as one summary; without a word said they are only their signature. */
export class OpenReasoning implements OpenItem {
  item?: ReasoningItem;
  readonly #place: ItemPlace;
  readonly #at: { item_id: string; output_index: number; summary_index: number };
  #said = false;

  constructor(place: ItemPlace) {
    this.#place = place;
    const { id } = reasoningItem(place, { text: "" });
    this.#at = { item_id: id, output_index: place.index, summary_index: 0 };
  }

  opening(): ItemEvent[] {
    return [{
      type: "response.output_item.added",
      output_index: this.#place.index,
      item: reasoningItem(this.#place, { text: "" }),
    }];
  }

  delta(delta: string): ItemEvent[] {
    const said: ItemEvent = { type: "response.reasoning_summary_text.delta", ...this.#at, delta };
    if (this.#said) return [said];
    this.#said = true;
    const part = { type: "summary_text" as const, text: "" };
    return [{ type: "response.reasoning_summary_part.added", ...this.#at, part }, said];
  }

  closing(text: string, { status, signature }: ItemEnd): ItemEvent[] {
    this.item = reasoningItem(this.#place, { text, signature });
    if (status === "incomplete") this.item.status = status;
    const part = { type: "summary_text" as const, text };
    const told: ItemEvent[] = this.#said
      ? [
        { type: "response.reasoning_summary_text.done", ...this.#at, text },
        { type: "response.reasoning_summary_part.done", ...this.#at, part },
      ]
      : [];
    return [
      ...told,
      { type: "response.output_item.done", output_index: this.#place.index, item: this.item },
    ];
  }
}
