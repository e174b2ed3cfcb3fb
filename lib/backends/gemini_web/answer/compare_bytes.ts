import { Buffer } from "node:buffer";

const block = 4096;

/** Where two pieces of bytes differ first; the shorter one's length where they do not. */
export function firstDifference(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at + block <= length && a.subarray(at, at + block).equals(b.subarray(at, at + block))) {
    at += block;
  }
  while (at < length && a[at] === b[at]) at++;
  return at;
}

/** Where the next line break stands from `from` on; -1 if there is none. */
export function lineBreak(bytes: Uint8Array, from: number): number {
  const near = Math.min(from + 16, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === 10) return at;
  if (near === bytes.length) return -1;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // Strings are searched many times faster than bytes are, even counting the copy.
  for (let at = near, size = 1024; at < bytes.length; at += size, size = 16 * 1024) {
    const found = buffer.toString("latin1", at, at + size).indexOf("\n");
    if (found >= 0) return at + found;
  }
  return -1;
}
