import type { CitationEvent } from "../../core/generate_event.ts";
import type { ApiCitationSource, ApiGrounding } from "./wire.ts";

export interface Sources {
  grounding?: ApiGrounding;
  quoted: readonly ApiCitationSource[];
}

interface ByteSpan {
  startIndex?: number;
  endIndex?: number;
}

/**
 * The sources of an answer. The API counts UTF-8 bytes of the text; events count UTF-16 units. Without `text`, they come
 * without the places they support.
 */
export function citations({ grounding, quoted }: Sources, text?: string): CitationEvent[] {
  const supports = grounding?.groundingSupports ?? [];
  const spans = [...supports.map(({ segment }) => segment ?? {}), ...quoted];
  const at = text === undefined ? undefined : utf16Offsets(text, spans);
  const events: CitationEvent[] = [];
  const cited = new Set<number>();
  for (const { segment, groundingChunkIndices } of supports) {
    for (const index of groundingChunkIndices ?? []) {
      cited.add(index);
      addGrounding(events, { grounding, index, span: at?.(segment ?? {}) });
    }
  }
  for (let index = 0; index < (grounding?.groundingChunks?.length ?? 0); index++) {
    if (!cited.has(index)) addGrounding(events, { grounding, index });
  }
  for (const source of quoted) {
    const { uri: url, title } = source;
    if (url) events.push({ type: "citation", url, title, span: at?.(source) });
  }
  return events;
}

function addGrounding(
  events: CitationEvent[],
  { grounding, index, span }: {
    grounding?: ApiGrounding;
    index: number;
    span?: CitationEvent["span"];
  },
): void {
  const chunk = grounding?.groundingChunks?.[index];
  const source = chunk?.web ?? chunk?.maps ?? chunk?.retrievedContext;
  if (source?.uri) {
    events.push({ type: "citation", url: source.uri, title: source.title, span });
  }
}

/** Finds the UTF-16 offsets of all spans in one pass over the text. */
function utf16Offsets(
  text: string,
  spans: readonly ByteSpan[],
): (span: ByteSpan) => CitationEvent["span"] {
  const wanted = [
    ...new Set(spans.flatMap(({ startIndex = 0, endIndex = 0 }) => {
      return [startIndex, endIndex];
    })),
  ].sort((left, right) => left - right);
  const found = new Map<number, number>();
  let bytes = 0;
  let next = 0;
  for (let unit = 0; unit <= text.length && next < wanted.length; unit++) {
    while (next < wanted.length && wanted[next]! <= bytes) found.set(wanted[next++]!, unit);
    bytes += utf8Length(text, unit);
  }
  return ({ startIndex = 0, endIndex = 0 }) => {
    const start = found.get(startIndex);
    const end = found.get(endIndex) ?? text.length;
    return start !== undefined && end > start ? { start, end } : undefined;
  };
}

/** Bytes of the unit; a pair's all count for its second half, so that no offset falls between the two. */
function utf8Length(text: string, unit: number): number {
  const code = text.charCodeAt(unit);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code >= 0xd800 && code <= 0xdbff) return 0;
  return code >= 0xdc00 && code <= 0xdfff ? 4 : 3;
}
