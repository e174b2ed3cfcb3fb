import { CallBody } from "./call_body.ts";
import { type Fence, type LineReading, longestFence, readClosing, readOpening } from "./fence.ts";
import { HeldTail } from "./held_tail.ts";

/** A piece of an answer: text, or a `tool_call` block with all of its source in `raw`. */
export type Piece =
  | { type: "text"; text: string }
  | { type: "block"; body: string; raw: string; escaped: boolean };

/**
 * Cuts an answer into text and `tool_call` blocks. A block opens only at the start of a line and outside of other
 * fences, so a block that is shown as a sample stays text; so does one that is never closed. Text goes on at once but
 * for the start of a line that may become a fence of ours.
 */
export class FenceReader {
  #tail = new HeldTail();
  #lineStart = true;
  /** The code fence that is open. */
  #code?: Fence;
  /** An opening of a code fence whose line is still being read. */
  #opening?: Fence;
  #block?: { opening: string; body: CallBody };

  push(delta: string): Piece[] {
    return this.#read(delta, false);
  }

  end(): Piece[] {
    return this.#read("", true);
  }

  #read(delta: string, ended: boolean): Piece[] {
    const pieces: Piece[] = [];
    let text = delta;
    for (;;) {
      const rest = this.#block
        ? this.#readBlock(text, ended, pieces)
        : this.#readText(this.#tail.join(text), ended, pieces);
      if (rest === undefined) return pieces;
      text = rest;
    }
  }

  /** Reads to the opening of a block; returns what follows it, if there is one. */
  #readText(text: string, ended: boolean, pieces: Piece[]): string | undefined {
    for (let at = 0; at < text.length;) {
      const line = this.#lineStart ? this.#readLineStart(text, at, ended) : plain;
      switch (line.type) {
        case "open":
          pushText(pieces, this.#tail.hold(text, at));
          return undefined;
        case "call":
          pushText(pieces, text.slice(0, at));
          this.#block = {
            opening: text.slice(at, at + line.from),
            body: new CallBody(line.fence),
          };
          return text.slice(at + line.from);
        case "code":
          this.#opening = line.fence;
          at += line.from;
          break;
        case "closing":
          this.#code = undefined;
      }
      at = this.#passLine(text, at);
    }
    pushText(pieces, text);
    return undefined;
  }

  #readLineStart(text: string, at: number, ended: boolean): LineReading {
    if (!firstSigns.has(text[at]!)) return plain;
    const line = text.slice(at, at + longestFence);
    return this.#code ? readClosing(line, this.#code, ended) : readOpening(line, ended);
  }

  /** Passes the rest of a line; returns where the next begins. */
  #passLine(text: string, from: number): number {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end + 1;
    this.#lineStart = end >= 0;
    if (this.#opening) {
      const tick = this.#opening.sign === "`" ? text.indexOf("`", from) : -1;
      // More backticks on the line: it is inline code, which opens nothing.
      if (tick >= 0 && tick < to) this.#opening = undefined;
      else if (this.#lineStart) {
        this.#code = this.#opening;
        this.#opening = undefined;
      }
    }
    return to;
  }

  #readBlock(text: string, ended: boolean, pieces: Piece[]): string | undefined {
    const { opening, body } = this.#block!;
    const end = body.push(text, ended);
    if (!end && !ended) return undefined;
    this.#block = undefined;
    const raw = opening + body.text + (end?.closing ?? "");
    if (end || body.fenceInString) {
      pieces.push({ type: "block", body: body.text, raw, escaped: body.fence.escaped });
    } else pushText(pieces, raw);
    return end?.rest;
  }
}

/** What a fence, its indentation or its backslash begins with. */
const firstSigns = new Set([" ", "`", "~", "\\"]);
const plain: LineReading = { type: "text" };

function pushText(pieces: Piece[], text: string): void {
  if (text) pieces.push({ type: "text", text });
}
