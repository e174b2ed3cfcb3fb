import type { Buffer } from "node:buffer";
import type { SnapshotLine } from "./snapshot_line.ts";
import { ByteTape } from "./byte_tape.ts";
import { lineBreak } from "./compare_bytes.ts";

/** With this every answer begins; nothing else does. */
const prefix = ")]}'";
const newline = 10;
const bracket = 91;

/** Is told of each line that starts with `[`. All others are lengths or empty. */
export interface LineListener {
  /** The next line was met, and is like the last one to its end; or else it shall be given whole. */
  alike(): boolean;
  /** Another line, lent for the call only. `tailEnd`: up to there it is like the last one, if not 0. */
  other(line: Buffer, tailEnd: number): void;
}

/** Cuts the body of an answer into its lines, whatever pieces it comes in, and compares them with the last one. */
export class AnswerLines {
  foreign = false;
  #last: SnapshotLine;
  #listener: LineListener;
  #state: "prefix" | "between" | "passing" | "alike" | "other" = "prefix";
  /** Bytes met of the prefix. */
  #met = 0;
  /** A line that is not like the last one, as far as it came. */
  #other = new ByteTape();
  #tailEnd = 0;
  #stopped = false;

  constructor(last: SnapshotLine, listener: LineListener) {
    this.#last = last;
    this.#listener = listener;
  }

  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length && !this.#stopped;) at = this.#advance(piece, at);
  }

  /** What follows the line that is given now is passed over. */
  stop(): void {
    this.#stopped = true;
  }

  /** Gives what is there of an unfinished line. */
  end(): void {
    if (this.#state === "alike") this.#last.copyMet(this.#other);
    if (this.#state === "alike" || this.#state === "other") {
      this.#listener.other(this.#other.view(), 0);
    }
    this.#state = "passing";
  }

  #advance(piece: Uint8Array, at: number): number {
    switch (this.#state) {
      case "alike":
        return this.#alike(piece, at);
      case "between":
        return this.#between(piece, at);
      case "passing":
      case "other":
        return this.#toLineEnd(piece, at);
      case "prefix":
        return this.#prefix(piece, at);
    }
  }

  #prefix(piece: Uint8Array, at: number): number {
    if (piece[at] !== prefix.charCodeAt(this.#met)) this.foreign = true;
    if (this.foreign) return piece.length;
    if (++this.#met === prefix.length) this.#state = "passing";
    return at + 1;
  }

  #between(piece: Uint8Array, at: number): number {
    if (piece[at] === newline) return at + 1;
    if (piece[at] !== bracket) {
      this.#state = "passing";
    } else if (this.#last.trusted) {
      this.#last.begin();
      this.#state = "alike";
    } else {
      this.#other.length = this.#tailEnd = 0;
      this.#state = "other";
    }
    return at;
  }

  #alike(piece: Uint8Array, from: number): number {
    const at = this.#last.meet(piece, from);
    if (this.#last.complete) {
      this.#state = "between";
      if (this.#listener.alike()) return at;
      this.#last.copyMet(this.#other);
      this.#listener.other(this.#other.view(0, this.#other.length - 1), 0);
    } else if (at < piece.length) {
      this.#state = "other";
      this.#tailEnd = this.#last.tailEnd;
      this.#last.copyMet(this.#other);
    }
    return at;
  }

  #toLineEnd(piece: Uint8Array, at: number): number {
    const found = lineBreak(piece, at);
    const end = found < 0 ? piece.length : found;
    if (this.#state === "other") this.#other.append(piece.subarray(at, end));
    if (found < 0) return end;
    if (this.#state === "other") this.#listener.other(this.#other.view(), this.#tailEnd);
    this.#state = "between";
    return end + 1;
  }
}
