import { Buffer } from "node:buffer";
import { AnswerLines } from "./answer_lines.ts";
import { ByteTape } from "./byte_tape.ts";
import {
  closingEscape,
  elementEnd,
  isDoubtful,
  skipUnits,
  stringEnd,
  stringStart,
  unescapeTwice,
} from "./escaped_string.ts";
import { firstDifference } from "./compare_bytes.ts";

/** A longer new piece is left to the parser. */
const maxTail = 8 * 1024;

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
  /** It says that it is the last: all of its text is steady. */
  final: boolean;
}

/** Is told what the skimmer found. */
export interface SkimmerListener {
  /** A whole line that starts with `[`; its bytes are lent for the call only. */
  line(bytes: Uint8Array): SnapshotNote | undefined;
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
  #lines = new AnswerLines((repeated, bytes, lent) => this.#line(repeated, bytes, lent));
  /** The last snapshot's line is `#start`, up to where its growing string ends, … */
  #start = new ByteTape();
  /** … and `#rest`, which may still be in the caller's bytes. */
  #rest = new ByteTape();
  #lentRest?: Buffer;
  /** The start of the rest, to the end of the candidates, one character per byte. */
  #candidateEnd = "";
  /** How much of `#start` the next line must repeat to be skimmed; 0: it must be parsed. */
  #steady = 0;
  /** How much of `#start` the listener knows. */
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

  push(bytes: Uint8Array): void {
    this.#lines.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#keepRest();
    this.#tell();
  }

  /** Has the last snapshot's line parsed, if it was only skimmed. */
  settle(): void {
    this.#tell();
    if (!this.#skimmed) return;
    this.#skimmed = false;
    const rest = this.#lentRest ?? this.#rest.view();
    const snapshot = this.#listener.line(Buffer.concat([this.#start.view(), rest]));
    if (snapshot?.final) this.#distrust();
  }

  /** The body is over: what is there of an unfinished line counts as one. */
  end(): void {
    this.settle();
    this.#distrust();
    this.#lines.end();
  }

  /** A line is `repeated` bytes of `#start`, then `bytes`. */
  #line(repeated: number, bytes: Buffer, lent: boolean): void {
    if (this.#steady > 0 && repeated === this.#steady && this.#skim(bytes, lent)) return;
    this.#tell();
    const line = repeated > 0 ? Buffer.concat([this.#start.view(0, repeated), bytes]) : bytes;
    const snapshot = this.#listener.line(line);
    if (snapshot) this.#remember(line, snapshot.grown);
    else this.settle();
  }

  #skim(bytes: Buffer, lent: boolean): boolean {
    // One character per byte: a string is searched and compared faster than bytes are.
    const line = bytes.toString("latin1", 0, maxTail + this.#candidateEnd.length);
    const tailEnd = closingEscape(line);
    if (tailEnd < 0 || !line.startsWith(this.#candidateEnd, tailEnd)) return false;
    const tailBytes = bytes.subarray(0, tailEnd);
    const tail = isDoubtful(line.slice(0, tailEnd)) ? this.#unescaped(tailBytes) : undefined;
    if (tail !== undefined) this.#tell();
    if (this.#steady === 0) return false;
    this.#start.length = this.#steady;
    this.#start.append(tailBytes);
    this.#lentRest = bytes.subarray(tailEnd);
    if (!lent) this.#keepRest();
    this.#skimmed = true;
    if (tail === undefined) {
      this.#setSteady(this.#start.length, this.#told);
    } else {
      const steady = this.#listener.grow(tail);
      this.#setSteady(skipUnits(this.#start.memory, this.#steady, steady));
    }
    return true;
  }

  /** Tells the listener what was skimmed since the last time. */
  #tell(): void {
    if (this.#told >= this.#steady) return;
    const tail = this.#unescaped(this.#start.view(this.#told, this.#steady));
    this.#told = this.#steady;
    if (tail === undefined || this.#listener.grow(tail) !== tail.length) this.#distrust();
  }

  /** Has all lines parsed until two snapshots in a row tell anew what grows. */
  #distrust(): void {
    this.#steady = 0;
  }

  #keepRest(): void {
    if (this.#lentRest) this.#rest.set(this.#lentRest);
    this.#lentRest = undefined;
  }

  #setSteady(steady: number, told = steady): void {
    this.#steady = steady;
    this.#told = told;
    this.#lines.expect(this.#start.view(0, steady));
  }

  #unescaped(bytes: Buffer): string | undefined {
    try {
      return unescapeTwice(this.#decoder.decode(bytes));
    } catch {
      return undefined;
    }
  }

  /** Makes this line the one that the next is compared with. */
  #remember(line: Buffer, grown: GrownString | undefined): void {
    const place = grown && this.#find(grown, line, firstDifference(line, this.#start.view()));
    this.#start.set(place ? line.subarray(0, place.end) : line);
    if (place) this.#candidateEnd = line.toString("latin1", place.end, place.candidatesEnd);
    this.#setSteady(place?.steady ?? 0);
    this.#skimmed = false;
    this.#lentRest = undefined;
  }

  /** The place of the string that grew: the one in which the line first differs from the last snapshot's. */
  #find(grown: GrownString, line: Buffer, difference: number) {
    const start = stringStart(line, difference);
    const end = start < 0 ? -1 : stringEnd(line, start);
    const candidatesEnd = elementEnd(line, line.indexOf('"[') + 2, 4);
    if (end < 0 || candidatesEnd < end) return undefined;
    if (this.#unescaped(line.subarray(start, end)) !== grown.value) return undefined;
    return { end, candidatesEnd, steady: skipUnits(line, start, grown.steady) };
  }
}
