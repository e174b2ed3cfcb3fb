import type { ItemEvent, OpenItem } from "./open_item.ts";
import type { ImageItem } from "./output_items.ts";

/** A picture; it arrives whole. */
export class OpenImage implements OpenItem {
  item?: ImageItem;
  readonly #whole: ImageItem;
  readonly #at: { item_id: string; output_index: number };

  constructor(index: number, whole: ImageItem) {
    this.#whole = whole;
    this.#at = { item_id: whole.id, output_index: index };
  }

  opening(): ItemEvent[] {
    const { output_index } = this.#at;
    const item: ImageItem = { ...this.#whole, status: "in_progress", result: null };
    return [
      { type: "response.output_item.added", output_index, item },
      { type: "response.image_generation_call.in_progress", ...this.#at },
      { type: "response.image_generation_call.generating", ...this.#at },
    ];
  }

  delta(): ItemEvent[] {
    return [];
  }

  closing(): ItemEvent[] {
    this.item = this.#whole;
    const { output_index } = this.#at;
    return [
      { type: "response.image_generation_call.completed", ...this.#at },
      { type: "response.output_item.done", output_index, item: this.item },
    ];
  }
}
