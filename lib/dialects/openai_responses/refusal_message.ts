import type { ItemEvent } from "./open_item.ts";
import { idOf, type ItemPlace } from "./output_items.ts";
import type { ResponseOutputItem } from "./wire.ts";

/** A message that refuses, and the events that tell it. */
export function refusalMessage(
  place: ItemPlace,
  refusal: string,
): { item: ResponseOutputItem; events: ItemEvent[] } {
  const message = { id: idOf("msg", place), type: "message", role: "assistant" } as const;
  const part = { type: "refusal", refusal } as const;
  const item: ResponseOutputItem = { ...message, status: "completed", content: [part] };
  const output_index = place.index;
  const at = { item_id: message.id, output_index, content_index: 0 };
  return {
    item,
    events: [
      {
        type: "response.output_item.added",
        output_index,
        item: { ...message, status: "in_progress", content: [] },
      },
      { type: "response.content_part.added", ...at, part: { type: "refusal", refusal: "" } },
      { type: "response.refusal.delta", ...at, delta: refusal },
      { type: "response.refusal.done", ...at, refusal },
      { type: "response.content_part.done", ...at, part },
      { type: "response.output_item.done", output_index, item },
    ],
  };
}
