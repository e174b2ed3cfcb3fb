import type { CitationEvent } from "../../../core/generate_event.ts";
import type { JsonValue } from "../../../core/json.ts";
import { asArray, asNumber, asString, field, fieldAt } from "./field.ts";

/** A page that the answer rests on. */
export interface Source {
  url: string;
  title?: string;
  /** The words of the answer that it supports. */
  claim?: string;
  /** Where they stand: start and end, once counted in bytes and once in characters. */
  ranges: JsonValue[];
}

/** The sources that a candidate names: search results, then those of its `[cite: 1]` marks. */
export function readSources(candidate: JsonValue): Source[] {
  const chunks = asArray(fieldAt(candidate, 3, 2)).flatMap(searchSources);
  const groups = asArray(fieldAt(candidate, 13, 43)).flatMap(markSources);
  return [...chunks, ...groups];
}

function searchSources(chunk: JsonValue): Source[] {
  const claim = asString(fieldAt(chunk, 1, 1));
  const ranges = asArray(fieldAt(chunk, 1, 4));
  return asArray(field(chunk, 3)).flatMap((page) =>
    source(field(page, 1), field(page, 2)).map((found) => ({ ...found, claim, ranges }))
  );
}

function markSources(group: JsonValue): Source[] {
  return asArray(field(group, 2)).flatMap((entry) => {
    const page = fieldAt(entry, 4, 1);
    return source(field(page, 2), field(page, 3));
  });
}

function source(address: JsonValue | undefined, title: JsonValue | undefined): Source[] {
  const url = asString(address)?.replace(/#?:~:text=.*$/s, "");
  if (!url || !/^https?:\/\//i.test(url)) return [];
  return [{ url, title: asString(title) || undefined, ranges: [] }];
}

/**
 * The citations of the text that was said, one per page. `unaltered`: places in Google's text are places in this one.
 * A place that does not hold the words it should is not told.
 */
export function citationsOf(sources: Source[], text: string, unaltered: boolean): CitationEvent[] {
  const byUrl = new Map<string, CitationEvent>();
  for (const { url, title, claim, ranges } of sources) {
    if (byUrl.has(url)) continue;
    const span = claim ? spanOf(claim, text, unaltered ? ranges : []) : undefined;
    byUrl.set(url, { type: "citation", url, ...(title && { title }), ...(span && { span }) });
  }
  return [...byUrl.values()];
}

function spanOf(claim: string, text: string, ranges: JsonValue[]) {
  for (const range of ranges.toReversed()) { // characters before bytes
    const start = asNumber(field(range, 1)) ?? -1;
    if (text.startsWith(claim, start)) return { start, end: start + claim.length };
  }
  const start = text.indexOf(claim);
  const isOnlyOne = start >= 0 && text.indexOf(claim, start + 1) < 0;
  return isOnlyOne ? { start, end: start + claim.length } : undefined;
}
