import { Buffer } from "node:buffer";
import { GatewayError } from "../../../core/gateway_error.ts";

/** No line of an answer is longer; a body that has one is not an answer. */
const maxBytes = 64 * 1024 * 1024;

/** Bytes in one growing piece of memory that is used again and again. */
export class ByteTape {
  length = 0;
  /** The memory behind the bytes; valid until the next change. */
  memory = Buffer.alloc(0);

  set(bytes: Uint8Array): void {
    this.length = 0;
    this.append(bytes);
  }

  append(bytes: Uint8Array): void {
    const length = this.length + bytes.length;
    if (length > this.memory.length) this.#grow(length);
    this.memory.set(bytes, this.length);
    this.length = length;
  }

  view(from = 0, to = this.length): Buffer {
    return this.memory.subarray(from, to);
  }

  #grow(needed: number): void {
    if (needed > maxBytes) {
      throw new GatewayError("upstream", "Gemini sent an answer too large to read; try again.", {
        code: "upstream_malformed",
      });
    }
    const doubled = Math.min(2 * this.memory.length, maxBytes);
    const larger = Buffer.alloc(Math.max(needed, doubled, 4096));
    larger.set(this.view());
    this.memory = larger;
  }
}
