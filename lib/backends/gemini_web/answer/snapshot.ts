import type { JsonValue } from "../../../core/json.ts";
import { asString, field, fieldAt } from "./field.ts";

/** The answer as far as it had come at one moment. */
export interface Snapshot {
  /** All of the text so far. */
  text?: string;
  /** All of the thoughts so far. */
  thoughts?: string;
  /** No snapshot with more will follow. */
  final: boolean;
  /** The text stands in another place than usual. */
  card: boolean;
  candidate: JsonValue;
}

/** A text that only points to a card; the card's own text stands beside it. */
const cardReference = /^https?:\/\/googleusercontent\.com\/card_content\/\d+/;

/** The snapshot in the data of a row, if it has one. */
export function readSnapshot(data: JsonValue): Snapshot | undefined {
  const candidate = fieldAt(data, 5, 1);
  if (!Array.isArray(candidate)) return undefined;
  const text = asString(fieldAt(candidate, 2, 1));
  const cardText = text && cardReference.test(text)
    ? asString(fieldAt(candidate, 23, 1))
    : undefined;
  return {
    text: cardText ?? text,
    thoughts: asString(fieldAt(candidate, 38, 1, 1)),
    final: fieldAt(candidate, 9, 1) === 2 || field(data, 15) === true,
    card: cardText !== undefined,
    candidate,
  };
}
