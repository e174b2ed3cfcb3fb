import type { Artefact } from "./artefacts.ts";
import type { Piece, TextFilter } from "./growing_text.ts";
import { artefactAt, artefactStart, executedCode, mayBeExecuted, thoughtEnd } from "./artefacts.ts";
import { FencedBlock, InfoString, marksEnd, maxInfo } from "./fences.ts";

/**
 * Takes the web app's own artefacts out of an answer as it grows: placeholders, code that it ran, tags of its buttons,
 * leaked control marks, citation marks, wrapped links. Only what may be the start of one is held back, and blank space
 * until something follows. All else, and all code in fences, stays as it is.
 */
export class TextCleaner implements TextFilter {
  /** What is not decided yet. */
  #held = "";
  #mode: "prose" | "info" | "fence" | "executed" | "thought" = "prose";
  #info = new InfoString("```");
  #block = new FencedBlock("```");
  /** Nothing but blanks since the line began. */
  #blankLine = true;
  /** The character before the next one. */
  #before = "";
  /** Line breaks met since something was removed, while nothing else was met. */
  #breaks?: number;
  /** Blank space that was not said yet. */
  #space = "";
  #removedLast = false;
  #spoke = false;
  /** Code that the web app ran, kept for an answer that has nothing else. */
  #executed = "";
  #pieces: Piece[] = [];

  push(text: string): Piece[] {
    this.#run(this.#held + text, false);
    return this.#taken();
  }

  end(): Piece[] {
    this.#run(this.#held, true);
    if (!this.#removedLast) this.#put("text", this.#space);
    if (!this.#spoke) this.#put("text", this.#executed);
    return this.#taken();
  }

  #run(text: string, last: boolean): void {
    let at = 0;
    while (at < text.length) {
      const next = this.#step(text, at, last);
      if (next === at) break;
      this.#before = text[next - 1] ?? "";
      at = next;
    }
    this.#held = text.slice(at);
  }

  #taken(): Piece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  /** Takes a stretch of text; answers where it ends, which is `at` if more text is needed. */
  #step(text: string, at: number, last: boolean): number {
    if (this.#breaks !== undefined) {
      if (text[at] === "\n") {
        this.#breaks++;
        return at + 1;
      }
      this.#endBreaks(this.#breaks);
    }
    switch (this.#mode) {
      case "prose":
        return this.#prose(text, at, last);
      case "thought":
        return this.#thought(text, at, last);
      case "info":
        return this.#infoString(text, at);
      case "fence":
      case "executed":
        return this.#code(text, at);
    }
  }

  #prose(text: string, from: number, last: boolean): number {
    for (let at = nextMark(text, from); at < text.length;) {
      const found = this.#look(text, from, { at, last });
      if (found === "more" && !last) return this.#say(text, from, at);
      if (typeof found === "object") {
        this.#say(text, from, at);
        return "kind" in found ? this.#remove(found) : this.#startFence(text, at, found);
      }
      at = nextMark(text, typeof found === "number" ? found : at + 1);
    }
    return this.#say(text, from, text.length);
  }

  /** What starts at a mark; or the place from where to look on, where that is not just the next one. */
  #look(text: string, from: number, mark: { at: number; last: boolean }) {
    const { at, last } = mark;
    if (text[at] === "`" || text[at] === "~") {
      if (!this.#startsLine(text, from, at)) return marksEnd(text, at);
      return lineOfMarks(text, at, last);
    }
    // Right behind a backtick somebody writes about it.
    const before = at === 0 ? this.#before : text[at - 1];
    return before === "`" ? undefined : artefactAt(text, at, last);
  }

  #remove(artefact: Artefact): number {
    if (artefact.instead) {
      this.#say(artefact.instead, 0, artefact.instead.length);
      return artefact.end;
    }
    if (artefact.kind === "inline") this.#space = this.#space.replace(/[ \t]+$/, "");
    else this.#breaks = 0;
    if (artefact.kind === "thought") this.#mode = "thought";
    this.#removedLast = true;
    return artefact.end;
  }

  #startFence(text: string, at: number, { marks, language, end }: Fence): number {
    if (!language) {
      this.#info = new InfoString(marks);
      this.#mode = "info";
      return this.#say(text, at, end);
    }
    this.#block = new FencedBlock(marks);
    this.#mode = "executed";
    this.#executed += `${this.#executed && "\n\n"}${marks}${language}\n`;
    this.#removedLast = true;
    return end;
  }

  #infoString(text: string, at: number): number {
    const end = this.#info.advance(text, at);
    this.#say(text, at, end);
    if (this.#info.opens) this.#block = new FencedBlock(this.#info.marks);
    if (this.#info.opens !== undefined) this.#mode = this.#info.opens ? "fence" : "prose";
    return end;
  }

  #code(text: string, at: number): number {
    const end = this.#block.advance(text, at);
    if (this.#mode === "fence") this.#say(text, at, end);
    else this.#executed += text.slice(at, end);
    if (this.#block.closed) {
      if (this.#mode === "executed") this.#breaks = 0;
      this.#mode = "prose";
    }
    return end;
  }

  #thought(text: string, at: number, last: boolean): number {
    const end = text.indexOf(thoughtEnd, at);
    if (end >= 0) {
      this.#put("reasoning", text.slice(at, end));
      this.#mode = "prose";
      this.#breaks = 0;
      return end + thoughtEnd.length;
    }
    const mark = text.indexOf("<", Math.max(at, text.length - thoughtEnd.length + 1));
    const to = mark < 0 || last ? text.length : mark;
    this.#put("reasoning", text.slice(at, to));
    return to;
  }

  /** Of the line breaks on both sides of something removed, the longer run stays. */
  #endBreaks(after: number): void {
    this.#breaks = undefined;
    if (after > 0) this.#blankLine = true;
    if (this.#mode !== "prose" || !this.#spoke) return;
    const before = this.#space.length - this.#space.replace(/\n+$/, "").length;
    this.#space += "\n".repeat(Math.max(0, after - before));
  }

  #startsLine(text: string, from: number, at: number): boolean {
    let i = at;
    while (i > from && (text[i - 1] === " " || text[i - 1] === "\t")) i--;
    return i === from ? this.#blankLine : text[i - 1] === "\n";
  }

  /** Says the text from `from` to `to`, but blank space at its end later; answers `to`. */
  #say(text: string, from: number, to: number): number {
    this.#blankLine = this.#startsLine(text, from, to);
    let end = to;
    while (end > from && " \t\r\n".includes(text[end - 1] ?? "")) end--;
    if (end > from) {
      this.#put("text", this.#space + text.slice(from, end));
      this.#space = "";
      this.#spoke = true;
      this.#removedLast = false;
    }
    this.#space += text.slice(end, to);
    return to;
  }

  #put(type: Piece["type"], delta: string): void {
    if (delta) this.#pieces.push({ type, delta });
  }
}

interface Fence {
  marks: string;
  /** Of code that the web app ran. */
  language?: string;
  /** Behind the marks, or behind the line of such code. */
  end: number;
}

/** What the backticks or tildes at `at` are, the first on their line: a number where they are no fence. */
function lineOfMarks(text: string, at: number, last: boolean): Fence | number | "more" {
  const end = marksEnd(text, at);
  if (end === text.length && !last) return "more";
  const marks = text.slice(at, end);
  if (marks.length < 3) return end;
  const lineEnd = text.indexOf("\n", end);
  const info = text.slice(end, lineEnd < 0 ? undefined : lineEnd);
  const language = executed(info, { whole: lineEnd >= 0, last });
  if (language === "more") return "more";
  return { marks, language, end: language ? lineEnd + 1 : end };
}

function executed(info: string, { whole, last }: { whole: boolean; last: boolean }) {
  if (info.length > maxInfo) return undefined;
  if (whole) return executedCode.exec(info.trim())?.[1];
  return !last && mayBeExecuted(info.trimStart()) ? "more" : undefined;
}

const mark = new RegExp(`[\`~]|${artefactStart.source}`, "g");

/** The next place, from `at`, where a fence or an artefact may start; else the end. */
function nextMark(text: string, at: number): number {
  mark.lastIndex = at;
  return mark.test(text) ? mark.lastIndex - 1 : text.length;
}
