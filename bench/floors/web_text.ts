import { Buffer } from "node:buffer";

type State = "head" | "repeated" | "tail" | "whole" | "rest";

/**
 * The least that reads an answer of the web app in linear work: bytes that repeat the last snapshot are compared, only
 * what follows is decoded. No checks, no thoughts, no errors.
 */
export class WebText {
  #state: State = "head";
  /** The last snapshot's line up to the end of its text. */
  #known = Buffer.alloc(4096);
  #knownLength = 0;
  #matched = 0;
  #backslashes = 0;
  #pieces: Buffer[] = [];
  readonly #decoder = new TextDecoder();

  /** The text that these bytes bring. */
  push(bytes: Uint8Array): string {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let text = "";
    for (let at = 0; at < buffer.length;) {
      switch (this.#state) {
        case "head":
          if (buffer[at] === 91) {
            this.#matched = 0;
            this.#state = this.#knownLength > 0 ? "repeated" : "whole";
          } else at++;
          break;
        case "repeated":
          at = this.#compare(buffer, at);
          break;
        case "tail": {
          const end = this.#textEnd(buffer, at);
          this.#pieces.push(copy(buffer, at, end < 0 ? buffer.length : end));
          at = end < 0 ? buffer.length : end + 1;
          if (end < 0) break;
          text += this.#grow(this.#taken());
          this.#state = "rest";
          break;
        }
        case "whole":
        case "rest": {
          const end = buffer.indexOf(10, at);
          if (this.#state === "whole") {
            this.#pieces.push(copy(buffer, at, end < 0 ? buffer.length : end));
          }
          at = end < 0 ? buffer.length : end + 1;
          if (end < 0) break;
          if (this.#state === "whole") text += this.#firstSnapshot(this.#taken());
          this.#state = "head";
        }
      }
    }
    return text;
  }

  #compare(buffer: Buffer, at: number): number {
    const size = Math.min(buffer.length - at, this.#knownLength - this.#matched);
    const known = this.#known.subarray(this.#matched, this.#matched + size);
    if (buffer.subarray(at, at + size).compare(known) !== 0) {
      this.#pieces = [copy(this.#known, 0, this.#matched)];
      this.#state = "whole";
      return at;
    }
    this.#matched += size;
    if (this.#matched === this.#knownLength) {
      this.#backslashes = 0;
      this.#state = "tail";
    }
    return at + size;
  }

  /** Where the quote stands that ends a string in a string: behind one backslash, or five, or nine. */
  #textEnd(buffer: Buffer, from: number): number {
    let run = this.#backslashes;
    for (let at = from; at < buffer.length; at++) {
      const byte = buffer[at];
      if (byte === 92) run++;
      else {
        if (byte === 34 && (run & 3) === 1) return at;
        run = 0;
      }
    }
    this.#backslashes = run;
    return -1;
  }

  #firstSnapshot(line: Buffer): string {
    const candidate = line.indexOf('[[\\"rc_');
    if (candidate < 0) return "";
    const start = line.indexOf('\\",[\\"', candidate) + 6;
    this.#backslashes = 0;
    const end = this.#textEnd(line, start);
    this.#knownLength = 0;
    this.#append(line.subarray(0, start));
    return this.#grow(line.subarray(start, end));
  }

  /** The new text; its last byte is the backslash before the closing quote. */
  #grow(tail: Buffer): string {
    const added = tail.subarray(0, tail.length - 1);
    this.#append(added);
    const text = this.#decoder.decode(added);
    return text.includes("\\") ? JSON.parse(`"${JSON.parse(`"${text}"`)}"`) : text;
  }

  #append(bytes: Buffer): void {
    const length = this.#knownLength + bytes.length;
    if (length > this.#known.length) {
      const larger = Buffer.alloc(length * 2);
      larger.set(this.#known.subarray(0, this.#knownLength));
      this.#known = larger;
    }
    this.#known.set(bytes, this.#knownLength);
    this.#knownLength = length;
  }

  #taken(): Buffer {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }
}

function copy(buffer: Buffer, from: number, to: number): Buffer {
  return Buffer.from(buffer.subarray(from, to));
}
