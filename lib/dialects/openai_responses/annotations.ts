import type { CitationEvent } from "../../core/generate_event.ts";
import type { ResponseOutputText } from "./wire.ts";

export type UrlCitation = Extract<
  ResponseOutputText["annotations"][number],
  { type: "url_citation" }
>;

/** A text of the answer that can be annotated. */
export interface CitedText {
  /** Where it begins within all texts of the answer, in UTF-16 units. */
  start: number;
  length: number;
  annotations: UrlCitation[];
}

/** The text that a citation belongs to: the one its span begins in, else the last. */
export function citedText<T extends CitedText>(
  texts: readonly T[],
  citation: Omit<CitationEvent, "type">,
): T | undefined {
  const { span } = citation;
  return span ? texts.findLast((text) => text.start <= span.start) : texts.at(-1);
}

/** The citation as an annotation of that text; without a span it stands for the whole of it. */
export function urlCitation(citation: Omit<CitationEvent, "type">, text: CitedText): UrlCitation {
  const { url, title, span } = citation;
  return {
    type: "url_citation",
    url,
    title: title ?? url,
    start_index: span ? span.start - text.start : 0,
    end_index: span ? Math.min(span.end - text.start, text.length) : text.length,
  };
}
