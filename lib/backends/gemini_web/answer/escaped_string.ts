/**
 * The strings of an answer as they stand on the wire: JSON inside a JSON string, so escaped twice. A quotation mark
 * that ends one has 1 (mod 4) backslashes before it; those of the text have 3 (mod 4).
 */

const backslash = 92;
const quote = 34;

/** The text of an escaped piece. Throws a `SyntaxError` where it is none. */
export function unescapeTwice(raw: string): string {
  return raw.includes("\\") ? JSON.parse(`"${JSON.parse(`"${raw}"`)}"`) : raw;
}

/** Where the string ends that `from` lies in: the place of the backslash before its closing quotation mark; or -1. */
export function stringEnd(bytes: Uint8Array, from: number): number {
  let run = 0;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === backslash) {
      run++;
    } else {
      if (byte === quote && run % 4 === 1) return i - 1;
      run = 0;
    }
  }
  return -1;
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
  if (bytes[at + 1] !== backslash) return bytes[at + 1] === 117 ? 6 : 2; // \u003c of the outer JSON
  const escaped = bytes[at + 2];
  if (escaped === backslash) return 4; // \\\\ and \\\"
  return escaped === 117 ? 7 : 3; // \\u003c, \\n
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

/** Where the string ends that the line starts in: the place of the backslash before its closing quotation mark; or -1. */
export function closingEscape(line: string): number {
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) {
    let start = at;
    while (line[start - 1] === "\\") start--;
    if ((at - start) % 4 === 1) return at - 1;
  }
  return -1;
}

/**
 * Whether the end of the text may be made up and needs a closer look: it ends in a backtick, or has a backslash, U+FFFD
 * or a lone surrogate. `raw`: escaped twice, one character per byte.
 */
export function isDoubtful(raw: string): boolean {
  return raw.endsWith("`") || raw.includes("\\\\\\\\") || raw.includes("\xef\xbf\xbd") ||
    /\\u[^0]/.test(raw);
}
