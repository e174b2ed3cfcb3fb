import type { Buffer } from "node:buffer";

/** Whether these bytes stand in `bytes` at `at`. */
export function sameBytes(bytes: Buffer, at: number, wanted: Buffer): boolean {
  // Not the five-argument form: Deno 2.9 checks its last argument against the wrong buffer's length.
  return bytes.subarray(at, at + wanted.length).compare(wanted) === 0;
}

const block = 4096;

/** Where two pieces of bytes differ first; the shorter one's length where they do not. */
export function firstDifference(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at + block <= length && sameBytes(a, at, b.subarray(at, at + block))) at += block;
  while (at < length && a[at] === b[at]) at++;
  return at;
}

/** Where the next line break stands from `from` on; -1 if there is none. */
export function lineBreak(bytes: Buffer, from: number): number {
  const near = Math.min(from + 16, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === 10) return at;
  // Strings are searched many times faster than bytes are, even counting the copy.
  for (let at = near, size = 1024; at < bytes.length; at += size, size = 16 * 1024) {
    const found = bytes.toString("latin1", at, at + size).indexOf("\n");
    if (found >= 0) return at + found;
  }
  return -1;
}
