import type { Buffer } from "node:buffer";
import type { GrowingPlaces } from "./snapshot_line.ts";
import { AnswerLines } from "./answer_lines.ts";
import { elementEnd, skipUnits, stringEnd, stringStart, unescapeTwice } from "./escaped_string.ts";
import { SnapshotLine } from "./snapshot_line.ts";

/** The one string of an answer that grew between the last two snapshots. */
export interface GrownString {
  /** All of it. */
  value: string;
  /** UTF-16 units of it, from its start, that the next snapshots must repeat for `grow` to be called. */
  steady: number;
}

/** What a line had that was a snapshot. */
export interface SnapshotNote {
  grown?: GrownString;
  /** More of its text is steady than was skimmed: it says that it is the last one, or another one stands beside it. */
  unsure: boolean;
}

/** Is told what the skimmer found. */
export interface SkimmerListener {
  /** A whole line that starts with `[`; its bytes are lent for the call only. */
  line(bytes: Uint8Array): SnapshotNote | undefined;
  /** The whole line of the snapshot that `grow` told of last; answers whether it is `unsure`. */
  skimmed(bytes: Uint8Array): boolean;
  /** A snapshot whose growing string is the steady part and this, else as before; answers how much is steady, too. */
  grow(tail: string): number;
}

/**
 * Reads the body of an answer in any pieces. Each snapshot repeats all of the text so far, so to parse them all is
 * quadratic work. Here a line is compared with the last snapshot's, bytes with bytes, up to the end of the growing
 * string; its new piece is taken; all else of the candidates must be the same; the rest of the line is passed over and
 * parsed only if no other snapshot follows. A line that is not like that goes to the listener whole.
 */
export class SnapshotSkimmer {
  #listener: SkimmerListener;
  #last = new SnapshotLine();
  #lines = new AnswerLines(this.#last, {
    alike: () => this.#skim(),
    other: (line, tailEnd) => this.#other(line, tailEnd),
  });
  /** How much of the last line's start the listener knows. */
  #told = 0;
  /** The last snapshot's line was only skimmed. */
  #skimmed = false;
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(listener: SkimmerListener) {
    this.#listener = listener;
  }

  /** The body does not start as an answer does. */
  get foreign(): boolean {
    return this.#lines.foreign;
  }

  /** The steady part of the growing string, as far as the listener knows it. */
  get grown(): string {
    return unescapeTwice(this.#decoder.decode(this.#last.grown(this.#told)));
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
    this.#tell();
  }

  /** The line that is given now ends the body: nothing behind it counts. */
  stop(): void {
    this.#lines.stop();
  }

  /** Has the last snapshot's line parsed, if it was only skimmed. */
  settle(): void {
    this.#tell();
    if (!this.#skimmed) return;
    this.#skimmed = false;
    if (this.#listener.skimmed(this.#last.whole())) this.#distrust();
  }

  /** The body is over: what is there of an unfinished line counts as one. */
  end(): void {
    this.settle();
    this.#distrust();
    this.#lines.end();
  }

  #other(line: Buffer, tailEnd: number): void {
    if (tailEnd > 0 && this.#last.hasCandidates(line, tailEnd) && this.#skim()) {
      return this.#last.setRest(line, tailEnd);
    }
    this.#tell();
    const snapshot = this.#listener.line(line);
    if (!snapshot) return this.settle();
    this.#last.replace(line, snapshot.grown && this.#find(snapshot.grown, line));
    this.#told = this.#last.steady;
    this.#skimmed = false;
  }

  /** Takes over the tail of a line that has nothing else new; or else the line must be parsed. */
  #skim(): boolean {
    const last = this.#last;
    if (!last.trusted) return false;
    const tail = last.doubtful ? this.#unescaped(last.view(last.steady)) : undefined;
    if (tail === undefined) {
      last.advance();
    } else {
      this.#tell();
      if (!last.trusted) return false;
      last.advance(this.#listener.grow(tail));
      this.#told = last.steady;
    }
    this.#skimmed = true;
    return true;
  }

  /** Tells the listener what was skimmed since the last time. */
  #tell(): void {
    const { steady } = this.#last;
    if (this.#told >= steady) return;
    const tail = this.#unescaped(this.#last.view(this.#told, steady));
    this.#told = steady;
    if (tail === undefined || this.#listener.grow(tail) !== tail.length) this.#distrust();
  }

  /** Has all lines parsed until two snapshots in a row tell anew what grows. */
  #distrust(): void {
    this.#last.trusted = false;
  }

  #unescaped(bytes: Buffer): string | undefined {
    try {
      return unescapeTwice(this.#decoder.decode(bytes));
    } catch {
      return undefined;
    }
  }

  /** The place of the string that grew: the one in which the line first differs from the last snapshot's. */
  #find(grown: GrownString, line: Buffer): GrowingPlaces | undefined {
    const start = stringStart(line, this.#last.differenceTo(line));
    const end = start < 0 ? -1 : stringEnd(line, start);
    const candidatesEnd = elementEnd(line, line.indexOf('"[') + 2, 4);
    if (end < 0 || candidatesEnd < end) return undefined;
    if (this.#unescaped(line.subarray(start, end)) !== grown.value) return undefined;
    return { start, steady: skipUnits(line, start, grown.steady), end, candidatesEnd };
  }
}
