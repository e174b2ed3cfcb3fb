import type { Generation } from "../../core/generation.ts";
import type { GroundingMetadata, GroundingSupport, Wire } from "./wire.ts";

type Support = Wire<GroundingSupport>;

/** A run of the answer's text: the index of the part that holds it, and its text. */
export interface TextRun {
  partIndex: number;
  text: string;
}

/**
 * The answer's sources. Our spans count UTF-16 units of the whole text; the vendor's segments count UTF-8 bytes from
 * the start of a part. `runs` are the text parts in order, nothing between them.
 */
export function groundingMetadata(
  citations: Generation["citations"],
  runs: readonly TextRun[],
): Wire<GroundingMetadata> | undefined {
  if (citations.length === 0) return undefined;
  const chunks = new Map<string, { index: number; title?: string }>();
  const spans = new Map<string, { start: number; end: number; chunks: Set<number> }>();
  for (const { url, title, span } of citations) {
    const chunk = chunks.get(url) ?? { index: chunks.size, title };
    chunks.set(url, chunk);
    chunk.title ??= title;
    if (!span) continue;
    const key = `${span.start}-${span.end}`;
    const known = spans.get(key) ?? { ...span, chunks: new Set() };
    spans.set(key, known);
    known.chunks.add(chunk.index);
  }
  return {
    groundingChunks: [...chunks].map(([uri, { title }]) => ({ web: { uri, title: title ?? uri } })),
    groundingSupports: supports([...spans.values()], runs),
    webSearchQueries: [],
  };
}

function supports(
  spans: { start: number; end: number; chunks: Set<number> }[],
  runs: readonly TextRun[],
): Support[] {
  const located = spans.sort((a, b) => a.start - b.start || a.end - b.end);
  const found: Support[] = [];
  let from = 0;
  let next = 0;
  for (const run of runs) {
    const to = from + run.text.length;
    const here: typeof located = [];
    while (next < located.length && located[next]!.start < to) here.push(located[next++]!);
    const bytes = byteOffsets(
      run.text,
      here.flatMap(({ start, end }) => [start - from, end - from]),
    );
    for (const { start, end, chunks } of here) {
      const segment = {
        ...(run.partIndex > 0 && { partIndex: run.partIndex }),
        startIndex: bytes(start - from),
        endIndex: bytes(end - from),
        text: run.text.slice(start - from, end - from),
      };
      found.push({ segment, groundingChunkIndices: [...chunks] });
    }
    from = to;
  }
  return found;
}

/** UTF-8 offsets of the given UTF-16 offsets, found in one pass over the text; beyond its end they are its end. */
function byteOffsets(text: string, offsets: number[]): (offset: number) => number {
  const known = new Map<number, number>();
  let at = 0;
  let bytes = 0;
  for (const offset of offsets.map((each) => within(text, each)).sort((a, b) => a - b)) {
    for (; at < offset; at++) bytes += byteLength(text.charCodeAt(at));
    known.set(offset, bytes);
  }
  return (offset) => known.get(within(text, offset))!;
}

function within(text: string, offset: number): number {
  return Math.min(Math.max(offset, 0), text.length);
}

/** Each half of a surrogate pair stands for two of the four bytes. */
function byteLength(unit: number): number {
  if (unit < 0x80) return 1;
  return unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
}
