import { closingLength, type Fence, longestFence, readOpening } from "./fence.ts";
import { HeldTail } from "./held_tail.ts";

/** What stands behind the body that was just closed. */
export interface BodyEnd {
  /** The closing fence with its line break; empty where the next block opens instead. */
  closing: string;
  rest: string;
}

/**
 * Reads the body of a call block to its closing fence. Inside a string of the JSON no fence closes; where the JSON is
 * complete the fence need not stand on a line of its own, and the next block's opening closes too.
 */
export class CallBody {
  readonly fence: Fence;
  #tail = new HeldTail();
  #pieces: string[] = [];
  #depth = 0;
  #begun = false;
  #inString = false;
  #escape = false;
  #lineBlank = true;
  #fenceInString = false;

  constructor(fence: Fence) {
    this.fence = fence;
  }

  /** The body as far as it was read. */
  get text(): string {
    return this.#pieces.join("");
  }

  /** Whether a fence was passed over because a string seemed open: then it is the string that was never closed. */
  get fenceInString(): boolean {
    return this.#fenceInString;
  }

  /** Reads on; `undefined` while the body is open. `ended` says that nothing follows. */
  push(delta: string, ended = false): BodyEnd | undefined {
    const text = this.#tail.join(delta);
    for (let at = 0; at < text.length; at++) {
      const sign = text[at]!;
      if ((sign === this.fence.sign || sign === "\\") && this.#mayClose()) {
        const length = this.#closes(text.slice(at, at + longestFence), ended);
        if (length === undefined) {
          this.#pieces.push(this.#tail.hold(text, at));
          return undefined;
        }
        if (length >= 0) {
          this.#pieces.push(text.slice(0, at));
          return { closing: text.slice(at, at + length), rest: text.slice(at + length) };
        }
      }
      this.#read(sign);
    }
    this.#pieces.push(text);
    return undefined;
  }

  #mayClose(): boolean {
    return this.#lineBlank || (this.#begun && this.#depth === 0 && !this.#inString);
  }

  /** The length of what closes here, -1 for nothing, `undefined` where more is needed. */
  #closes(text: string, ended: boolean): number | undefined {
    const length = closingLength(text, this.fence, ended);
    if (length === undefined) return undefined;
    if (this.#inString) {
      this.#fenceInString ||= length > 0;
      return -1;
    }
    if (length > 0) return length;
    if (!this.#lineBlank || !this.#begun || this.#depth > 0) return -1;
    const next = readOpening(text, ended).type;
    if (next === "call") return 0;
    return next === "open" ? undefined : -1;
  }

  #read(sign: string): void {
    if (this.#escape) this.#escape = false;
    else if (this.#inString && sign === "\\") this.#escape = true;
    else if (sign === '"') {
      this.#inString = !this.#inString;
      this.#begun = true;
    } else if (!this.#inString && (sign === "{" || sign === "[")) {
      this.#depth++;
      this.#begun = true;
    } else if (!this.#inString && (sign === "}" || sign === "]") && this.#depth > 0) this.#depth--;
    this.#lineBlank = sign === "\n" || (this.#lineBlank && (sign === " " || sign === "\t"));
  }
}
