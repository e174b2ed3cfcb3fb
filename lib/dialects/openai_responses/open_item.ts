import type { streamEvents } from "./decisions.ts";
import type { ResponseOutputItem, ResponseStreamEvent } from "./wire.ts";

type SentType = {
  [Type in keyof typeof streamEvents]: (typeof streamEvents)[Type] extends "sent" ? Type : never;
}[keyof typeof streamEvents];

type Unnumbered<Event> = Event extends ResponseStreamEvent ? Omit<Event, "sequence_number"> : never;

/** An event that is sent, without its number. */
export type SentEvent = Unnumbered<Extract<ResponseStreamEvent, { type: SentType }>>;

/** An event about one item of the answer. */
export type ItemEvent = Exclude<SentEvent, { response: unknown } | { type: "error" }>;

/** An item of the answer while it is said. */
export interface OpenItem {
  opening(): ItemEvent[];
  delta(delta: string): ItemEvent[];
  /** `content` is all deltas joined. Sets `item`. */
  closing(content: string, end: ItemEnd): ItemEvent[];
  /** The whole item, once closed. */
  item?: ResponseOutputItem;
}

export interface ItemEnd {
  status: "completed" | "incomplete";
  signature?: string;
}
