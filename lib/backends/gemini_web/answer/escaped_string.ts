/**
 * The strings of an answer as they stand on the wire: JSON inside a JSON string, so escaped twice. A quotation mark
 * that ends one has 1 (mod 4) backslashes before it; those of the text have 3 (mod 4).
 */

const newline = 10;
const quote = 34;
const zero = 48;
const backslash = 92;
const letterU = 117;

/** The text of an escaped piece. Throws a `SyntaxError` where it is none. */
export function unescapeTwice(raw: string): string {
  return raw.includes("\\") ? JSON.parse(`"${JSON.parse(`"${raw}"`)}"`) : raw;
}

/** Finds the end of an escaped string, in whatever pieces it comes. */
export class StringScanner {
  /** The closing quotation mark was found. */
  closed = false;
  /** Some of the text may be a backslash, U+FFFD or half a character. */
  doubtful = false;
  /** Backslashes right before the next byte. */
  #run = 0;

  /** Takes bytes from `from` on; answers where they end: before the closing quotation mark or a line break. */
  advance(bytes: Uint8Array, from: number): number {
    let run = this.#run;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === backslash) {
        run++;
      } else if (run > 0) {
        if (run >= 4 || byte === letterU && bytes[at + 1] !== zero) this.doubtful = true;
        this.closed = byte === quote && run % 4 === 1;
        if (this.closed || byte === newline) return at;
        run = 0;
      } else if (byte === newline) {
        return at;
      } else if (byte === 0xef && (bytes[at + 1] ?? 0xbf) === 0xbf) {
        this.doubtful = true;
      }
    }
    this.#run = run;
    return bytes.length;
  }
}

/** Where the string ends that `from` lies in: the place of the backslash before its closing quotation mark; or -1. */
export function stringEnd(bytes: Uint8Array, from: number): number {
  const scanner = new StringScanner();
  const end = scanner.advance(bytes, from);
  return scanner.closed ? end - 1 : -1;
}

/** Where the string starts that `from` lies in: the place after its opening quotation mark; or -1. */
export function stringStart(bytes: Uint8Array, from: number): number {
  for (let i = from - 1; i > 0; i--) {
    if (bytes[i] !== quote) continue;
    let run = 0;
    while (bytes[i - 1 - run] === backslash) run++;
    if (run % 4 === 1) return i + 1;
    i -= run;
  }
  return -1;
}

/** The place after so many UTF-16 units of the escaped string that starts at `from`. */
export function skipUnits(bytes: Uint8Array, from: number, units: number): number {
  let at = from;
  for (let left = units; left > 0;) {
    const byte = bytes[at] ?? 0;
    left -= byte >= 0xf0 ? 2 : 1;
    at += byte === backslash ? escapeLength(bytes, at) : characterLength(byte);
  }
  return at;
}

function escapeLength(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== backslash) return bytes[at + 1] === letterU ? 6 : 2; // \u003c of the outer JSON
  const escaped = bytes[at + 2];
  if (escaped === backslash) return 4; // \\\\ and \\\"
  return escaped === letterU ? 7 : 3; // \\u003c, \\n
}

function characterLength(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** Where element `index` of an array of the inner JSON ends; `from` is the place after its opening bracket; or -1. */
export function elementEnd(bytes: Uint8Array, from: number, index: number): number {
  let depth = 0;
  let element = 0;
  for (let i = from; i < bytes.length; i++) {
    switch (bytes[i]) {
      case quote: {
        if (bytes[i - 1] !== backslash) return -1; // the end of the inner JSON
        const end = stringEnd(bytes, i + 1);
        if (end < 0) return -1;
        i = end + 1;
        break;
      }
      case 91: // [
      case 123: // {
        depth++;
        break;
      case 93: // ]
      case 125: // }
        if (--depth < 0) return element === index ? i : -1;
        break;
      case 44: // ,
        if (depth === 0 && element++ === index) return i;
    }
  }
  return -1;
}
