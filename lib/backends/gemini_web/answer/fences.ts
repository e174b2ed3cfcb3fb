/** What backticks or tildes turned out to be. */
export interface Fence {
  marks: string;
  /** The info string of an opening fence; missing where the marks open none. */
  info?: string;
  /** Behind the marks, or behind the line break of an opening fence. */
  end: number;
}

/** No info string is longer. */
const maxInfo = 200;

/** Looks at the backticks or tildes at `at`, the first on their line; `more`: more text is needed to know. */
export function fenceAt(text: string, at: number): Fence | "more" {
  const end = marksEnd(text, at);
  const marks = text.slice(at, end);
  if (end === text.length) return "more";
  if (marks.length < 3) return { marks, end };
  const lineEnd = text.indexOf("\n", end);
  if (lineEnd < 0) return text.length - end > maxInfo ? { marks, end } : "more";
  const info = text.slice(end, lineEnd).trim();
  if (marks[0] === "`" && info.includes("`")) return { marks, end };
  return { marks, info, end: lineEnd + 1 };
}

/** Where the run of one sign that starts at `at` ends. */
export function marksEnd(text: string, at: number): number {
  let end = at;
  while (text[end] === text[at]) end++;
  return end;
}

/** Finds the end of a fenced block, however its text is cut. */
export class FencedBlock {
  closed = false;
  #marks: string;
  /** The current line so far; `undefined` when it cannot be the closing fence any more. */
  #line: string | undefined = "";

  constructor(marks: string) {
    this.#marks = marks;
  }

  /** Takes text from `from` on; answers where it or the block ends. The break after the closing fence is outside. */
  advance(text: string, from: number): number {
    for (let at = from;;) {
      const lineEnd = text.indexOf("\n", at);
      const end = lineEnd < 0 ? text.length : lineEnd;
      this.#take(text, at, end);
      if (lineEnd < 0) return end;
      this.closed = this.#closes();
      if (this.closed) return end;
      this.#line = "";
      at = lineEnd + 1;
    }
  }

  #take(text: string, from: number, to: number): void {
    if (this.#line === undefined) return;
    const line = this.#line + text.slice(from, to);
    this.#line = /^[ \t\r`~]*$/.test(line) ? line : undefined;
  }

  #closes(): boolean {
    const marks = this.#line?.trim() ?? "";
    return marks.length >= this.#marks.length && marks === this.#marks[0]?.repeat(marks.length);
  }
}
