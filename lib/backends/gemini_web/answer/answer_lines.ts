import type { Buffer } from "node:buffer";
import { ByteTape } from "./byte_tape.ts";
import { lineBreak, sameBytes } from "./compare_bytes.ts";

/** With this every answer begins; nothing else does. */
const prefix = ")]}'";
const newline = 10;

/**
 * Cuts the body of an answer into its lines, whatever pieces it comes in. Of lines that start with `[` it gives
 * `onLine` the bytes, but those at the start that repeat the expected ones only by number. All other lines are lengths
 * or empty. `lent`: the bytes are the caller's, else they last until the next line.
 */
export class AnswerLines {
  foreign = false;
  #onLine: (repeated: number, bytes: Buffer, lent: boolean) => void;
  #state: "prefix" | "between" | "passing" | "repeated" | "new" = "prefix";
  #expected?: Buffer;
  /** Bytes met of the prefix, or of what is expected. */
  #met = 0;
  #collected = new ByteTape();

  constructor(onLine: (repeated: number, bytes: Buffer, lent: boolean) => void) {
    this.#onLine = onLine;
  }

  /** What the next lines may begin with. */
  expect(bytes: Buffer): void {
    this.#expected = bytes;
  }

  push(piece: Buffer): void {
    for (let at = 0; at < piece.length;) at = this.#advance(piece, at);
  }

  /** Gives what is there of an unfinished line. */
  end(): void {
    if (this.#state === "repeated" || this.#state === "new") {
      this.#onLine(this.#met, this.#collected.view(), false);
    }
    this.#state = "passing";
  }

  #advance(piece: Buffer, at: number): number {
    switch (this.#state) {
      case "prefix":
        return this.#prefix(piece, at);
      case "between":
        if (piece[at] === newline) return at + 1;
        this.#met = this.#collected.length = 0;
        this.#state = piece[at] === 91 ? "repeated" : "passing";
        return at;
      case "repeated":
        return this.#repeated(piece, at);
      case "passing":
      case "new":
        return this.#toLineEnd(piece, at);
    }
  }

  #prefix(piece: Buffer, at: number): number {
    if (piece[at] !== prefix.charCodeAt(this.#met)) this.foreign = true;
    if (this.foreign) return piece.length;
    if (++this.#met === prefix.length) this.#state = "passing";
    return at + 1;
  }

  #repeated(piece: Buffer, at: number): number {
    const expected = this.#expected;
    const length = Math.min(piece.length - at, (expected?.length ?? 0) - this.#met);
    if (!expected || !sameBytes(piece, at, expected.subarray(this.#met, this.#met + length))) {
      this.#state = "new";
      return at;
    }
    this.#met += length;
    if (this.#met === expected.length) this.#state = "new";
    return at + length;
  }

  #toLineEnd(piece: Buffer, at: number): number {
    const found = lineBreak(piece, at);
    const end = found < 0 ? piece.length : found;
    if (this.#state === "new") this.#take(piece.subarray(at, end), found >= 0);
    if (found >= 0) this.#state = "between";
    return end + 1;
  }

  #take(bytes: Buffer, isLast: boolean): void {
    const lent = isLast && this.#collected.length === 0;
    if (!lent) this.#collected.append(bytes);
    if (isLast) this.#onLine(this.#met, lent ? bytes : this.#collected.view(), lent);
  }
}
