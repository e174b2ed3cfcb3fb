/** UTF-16 units; no info string is longer. */
export const maxInfo = 200;

/** Where the run of one sign that starts at `at` ends. */
export function marksEnd(text: string, at: number): number {
  let end = at;
  while (text[end] === text[at]) end++;
  return end;
}

/** The rest of a line that marks began, however its text is cut: the info string of a fence, if it is one. */
export class InfoString {
  /** Whether the marks open a block; `undefined`: more text is needed to know. */
  opens?: boolean;
  #length = 0;

  constructor(readonly marks: string) {}

  /** Takes text from `from` on; answers where it ends: behind its line break, or before what no info string holds. */
  advance(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      if (text[at] === "\n") return this.#end(true, at + 1);
      const foreign = text[at] === "`" && this.marks[0] === "`";
      if (foreign || ++this.#length > maxInfo) return this.#end(false, at);
    }
    return text.length;
  }

  #end(opens: boolean, at: number): number {
    this.opens = opens;
    return at;
  }
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
