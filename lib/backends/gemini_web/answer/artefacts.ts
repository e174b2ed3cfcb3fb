/** Something that the web app puts into an answer for itself and that is not part of what was said. */
export interface Artefact {
  /**
   * `inline` takes the blanks before it along, `block` the line breaks after it; `link` is replaced; `thought` begins
   * one.
   */
  kind: "inline" | "block" | "link" | "thought";
  /** Where it ends, exclusive. */
  end: number;
  /** What stands in its place. */
  instead?: string;
}

/**
 * Tells the artefact at `at`; or `more`: it may be the start of one, or a longer one; or that there is none. `last`: no
 * more text will come.
 */
type Recogniser = (text: string, at: number, last: boolean) => Artefact | "more" | undefined;

/** Where an artefact may begin. */
export const artefactStart = /[<[\]]|h(?=t|$)/;

/** Ends what `<ctrl94>thought` began. */
export const thoughtEnd = "<ctrl95>";

/** The info string of code that the web app ran, and of what that code printed. */
export const executedCode =
  /^(python|javascript|text)\?code_(?:reference|stdout)&code_event_index=\d+$/;

const executedStarts = ["python?code_", "javascript?code_", "text?code_"];

/** Whether the start of an info string may yet become that of `executedCode`. */
export function mayBeExecuted(info: string): boolean {
  return executedStarts.some((start) => start.startsWith(info) || info.startsWith(start));
}

/** A start without its end is held back no longer than this. */
const maxHeld = 64 * 1024;

export const artefactAt: Recogniser = (text, at, last) => {
  for (const recognise of recognisers[text[at] ?? ""] ?? []) {
    const found = recognise(text, at, last);
    if (found === "more") return last || text.length - at > maxHeld ? undefined : found;
    if (found) return found;
  }
  return undefined;
};

const recognisers: Record<string, Recogniser[]> = {
  "<": [
    literal("block", "<!-- end list -->"),
    literal("thought", "<ctrl94>thought"),
    tag("<FollowUp"),
    tag("<ElicitationsGroup", "</ElicitationsGroup>"),
  ],
  "[": [citationMark],
  "]": [wrappedLink],
  "h": [placeholder],
};

function literal(kind: Artefact["kind"], mark: string): Recogniser {
  return (text, at) => {
    if (text.startsWith(mark, at)) return { kind, end: at + mark.length };
    return isCutShort(text, at, mark) ? "more" : undefined;
  };
}

const attributes = /(\s+[\w-]+="[^"]*")*\s*(\/?)>/y;
const attributesSoFar = /(?:\s+[\w-]+="[^"]*")*(?:\s+(?:[\w-]+(?:=(?:"[^"]*)?)?)?)?\s*\/?$/y;
const groupSoFar = /^\s*(?:$|<)/;

/** A tag with quoted attributes, closed in itself; or a group of such tags, if there is a tag that closes it. */
function tag(open: string, close?: string): Recogniser {
  return (text, at) => {
    if (!text.startsWith(open, at)) return isCutShort(text, at, open) ? "more" : undefined;
    const found = matchAt(attributes, text, at + open.length);
    if (!found) return matchAt(attributesSoFar, text, at + open.length) ? "more" : undefined;
    const end = attributes.lastIndex;
    if (!close) return found[1] && found[2] ? { kind: "block", end } : undefined;
    const closing = text.indexOf(close, end);
    if (closing >= 0) return { kind: "block", end: closing + close.length };
    return groupSoFar.test(text.slice(end)) ? "more" : undefined;
  };
}

const citation = /\[cite:\s*\d+(?:\s*,\s*\d+)*\s*\]/y;

/** `[cite: 1, 2]`. */
function citationMark(text: string, at: number): Artefact | "more" | undefined {
  if (matchAt(citation, text, at)) return { kind: "inline", end: citation.lastIndex };
  return isCutShort(text, at, "[cite:") || matchAt(/\[cite:[\s\d,]*$/y, text, at)
    ? "more"
    : undefined;
}

const place = /https?:\/\/googleusercontent\.com\/\w+\/\d+(?:_\d+)*/y;
const placeSoFar = /https?:\/\/googleusercontent\.com\/\w*(?:\/[\d_]*)?$/y;

/** `http://googleusercontent.com/image_generation_content/0` and the like. */
function placeholder(text: string, at: number, last: boolean): Artefact | "more" | undefined {
  if (!last && matchAt(placeSoFar, text, at)) return "more";
  if (matchAt(place, text, at)) return { kind: "block", end: place.lastIndex };
  const cut = ["http://googleusercontent.com/", "https://googleusercontent.com/"]
    .some((head) => isCutShort(text, at, head));
  return cut ? "more" : undefined;
}

const wrapperHead = "](https://www.google.com/";
const wrapper =
  /\]\(https:\/\/www\.google\.com\/(?:search\?q=|url\?sa=E&source=gmail&q=)(https?(?::|%3a)[^\s()]+)\)/iy;

/** `](https://www.google.com/search?q=URL)`: a link to URL that the web app made a search of. */
function wrappedLink(text: string, at: number): Artefact | "more" | undefined {
  const found = matchAt(wrapper, text, at);
  if (found) {
    const target = wrappedTarget(found[1] ?? "");
    return target ? { kind: "link", end: wrapper.lastIndex, instead: `](${target})` } : undefined;
  }
  if (isCutShort(text, at, wrapperHead)) return "more";
  const open = text.startsWith(wrapperHead, at) &&
    !/[\s()]/.test(text.slice(at + wrapperHead.length));
  return open ? "more" : undefined;
}

function wrappedTarget(query: string): string | undefined {
  if (query.includes("://")) return query;
  try {
    const target = decodeURIComponent(query.replace(/&.*$/s, ""));
    return target.replace(/[\s()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  } catch {
    return undefined;
  }
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

/** Whether the text ends before the mark at `at` does, and is like it so far. */
function isCutShort(text: string, at: number, mark: string): boolean {
  return text.length - at < mark.length && mark.startsWith(text.slice(at));
}
