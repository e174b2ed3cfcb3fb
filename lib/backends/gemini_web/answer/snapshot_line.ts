import { Buffer } from "node:buffer";
import { ByteTape } from "./byte_tape.ts";
import { firstDifference } from "./compare_bytes.ts";
import { skipUnits, StringScanner } from "./escaped_string.ts";

/** Places in the bytes of a line that has a string which grows from snapshot to snapshot. */
export interface GrowingPlaces {
  /** Where the string starts. */
  start: number;
  /** Up to here the next lines must be the same. */
  steady: number;
  /** Where the string ends. */
  end: number;
  /** Where the candidates end. */
  candidatesEnd: number;
}

/** Bytes on a tape that a line must repeat. */
interface Section {
  tape: ByteTape;
  from: number;
  to: number;
}

const backtick = 96;
const lineBreak = Buffer.from("\n");

/**
 * The line of the last snapshot, and how far the next line is like it: the same up to the end of the growing string's
 * steady part; then a new tail of that string; then the same rest. Where the rest repeats the growing string, as
 * Google's do, the next line's rest must repeat the new one.
 */
export class SnapshotLine {
  /** The next line may be like it. */
  trusted = false;
  /** Bytes at the start that the next line must repeat. */
  steady = 0;
  /** The tail that was met may not be steady. */
  doubtful = false;

  /** The steady start; behind it the tail that was met. */
  #start = new ByteTape();
  /** The end of the growing string, where it is not steady. */
  #loose = new ByteTape();
  /** From there to the line break, without the repeated string. */
  #rest = new ByteTape();
  /** Where the growing string starts. */
  #stringStart = 0;
  /** Where in the rest the candidates end. */
  #candidatesEnd = 0;

  #startSection: Section = { tape: this.#start, from: 0, to: 0 };
  /** The growing string where it is repeated. */
  #repeatSection: Section = { tape: this.#start, from: 0, to: 0 };
  /** What the next line must repeat; the tail comes after the first. */
  #sections = [this.#startSection];
  #section?: Section;
  #index = 0;
  /** How far the section was met. */
  #met = 0;
  /** Finds the end of the tail while that is met. */
  #scanner?: StringScanner;

  /** The next line was met to its end. */
  get complete(): boolean {
    return this.#section === undefined;
  }

  /** Where in the next line the tail ends; 0 if that is not known yet. */
  get tailEnd(): number {
    return this.#index === 0 ? 0 : this.#start.length;
  }

  /** Bytes of the start and the tail. */
  view(from: number, to?: number): Buffer {
    return this.#start.view(from, to);
  }

  /** Bytes of the growing string, up to that place in the line. */
  grown(to: number): Buffer {
    return this.#start.view(this.#stringStart, to);
  }

  /** Begins to meet the next line. */
  begin(): void {
    this.#start.length = this.steady;
    this.#startSection.to = this.steady;
    this.#section = this.#startSection;
    this.#index = 0;
    this.#met = 0;
    this.#scanner = undefined;
  }

  /** Meets bytes of the next line from `from` on; answers where they end or the line is not like this one. */
  meet(piece: Uint8Array, from: number): number {
    let at = from;
    while (at < piece.length && this.#section) {
      const length = this.#scanner
        ? this.#scan(piece, at, this.#scanner)
        : this.#compare(piece, at, this.#section);
      if (length < 0) break;
      at += length;
    }
    return at;
  }

  #compare(piece: Uint8Array, at: number, { tape, to }: Section): number {
    const length = Math.min(piece.length - at, to - this.#met);
    if (!sameBytes(piece, at, tape.memory, this.#met, length)) return -1;
    this.#met += length;
    if (this.#met < to) return length;
    if (this.#index === 0) this.#scanner = new StringScanner();
    else this.#nextSection(0);
    return length;
  }

  #scan(piece: Uint8Array, at: number, scanner: StringScanner): number {
    const start = this.#start;
    const end = scanner.advance(piece, at);
    start.append(piece.subarray(at, end));
    this.#met = start.length;
    if (!scanner.closed) return end - at || -1;
    start.length--; // the backslash before the closing quotation mark
    this.doubtful = scanner.doubtful || start.memory[start.length - 1] === backtick;
    this.#startSection.to = this.#repeatSection.to = start.length;
    this.#scanner = undefined;
    this.#nextSection(2);
    return end + 1 - at;
  }

  /** Goes to the next section, of which so many bytes were met. */
  #nextSection(met: number): void {
    this.#section = this.#sections[++this.#index];
    this.#met = met + (this.#section?.from ?? 0);
  }

  /** Writes down what was met of the next line. */
  copyMet(line: ByteTape): void {
    line.length = 0;
    for (const { tape, from, to } of this.#sections.slice(0, this.#index)) {
      line.append(tape.view(from, to));
    }
    if (this.#section) line.append(this.#section.tape.view(this.#section.from, this.#met));
  }

  /** The line that was met is the last one now. `units`: how much of its tail is steady, if not all. */
  advance(units?: number): void {
    const { length, memory } = this.#start;
    const steady = units === undefined ? length : skipUnits(memory, this.steady, units);
    this.#loose.length = 0;
    if (steady < length) this.#loose.append(this.#start.view(steady));
    this.steady = steady;
  }

  /** Whether this line is like the last one from the tail's end to that of the candidates. */
  hasCandidates(line: Buffer, tailEnd: number): boolean {
    const wanted = this.#rest.view(0, this.#candidatesEnd);
    return line.subarray(tailEnd, tailEnd + wanted.length).equals(wanted);
  }

  /** The rest of this line is that of the last one now. */
  setRest(line: Buffer, tailEnd: number): void {
    const rest = line.subarray(tailEnd);
    const marked = line.toString("latin1", this.#stringStart - 2, tailEnd + 2);
    const found = rest.toString("latin1", this.#candidatesEnd).indexOf(marked);
    const gap = found < 0 ? rest.length : this.#candidatesEnd + found + 2;
    const tape = this.#rest;
    tape.set(rest.subarray(0, gap));
    if (found >= 0) tape.append(rest.subarray(gap + marked.length - 4));
    tape.append(lineBreak);
    this.#repeatSection.from = this.#stringStart;
    this.#sections = found < 0
      ? [this.#startSection, { tape, from: 0, to: tape.length }]
      : [this.#startSection, { tape, from: 0, to: gap }, this.#repeatSection, {
        tape,
        from: gap,
        to: tape.length,
      }];
  }

  /** All of the last line. */
  whole(): Buffer {
    const parts = this.#sections.flatMap(({ tape, from, to }) =>
      tape === this.#start
        ? [tape.view(from, this.steady), this.#loose.view()]
        : [tape.view(from, to)]
    );
    return Buffer.concat(parts);
  }

  /** Where this line differs from the last one first, up to the growing string's end. */
  differenceTo(line: Buffer): number {
    const difference = firstDifference(line, this.#start.view(0, this.steady));
    if (difference < this.steady) return difference;
    return difference + firstDifference(line.subarray(difference), this.#loose.view());
  }

  /** This line is the last one now; what is known of its growing string, if anything. */
  replace(line: Buffer, places?: GrowingPlaces): void {
    this.trusted = places !== undefined;
    this.steady = places?.steady ?? line.length;
    this.#start.set(line.subarray(0, this.steady));
    this.#loose.length = 0;
    if (!places) return;
    this.#loose.append(line.subarray(this.steady, places.end));
    this.#stringStart = places.start;
    this.#candidatesEnd = places.candidatesEnd - places.end;
    this.setRest(line, places.end);
  }
}

const { compare } = Buffer.prototype;

function sameBytes(
  a: Uint8Array,
  from: number,
  b: Uint8Array,
  at: number,
  length: number,
): boolean {
  // Called on the longer one: Deno 2.9 checks the end in the argument against the length of `this`.
  const order = a.length < b.length
    ? compare.call(b, a, from, from + length, at, at + length)
    : compare.call(a, b, at, at + length, from, from + length);
  return order === 0;
}
