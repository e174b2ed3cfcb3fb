import { HeldTail } from "./held_tail.ts";

/**
 * Watches the text behind a call for results that the model invents in our notation. From there on the answer plays a
 * conversation that never was, and calls in it rest on what no tool said.
 */
export class InventedResults {
  /** Whether such a result has begun. */
  found = false;
  #tail = new HeldTail();
  #lineStart = true;

  /** The text that may go on; nothing of what follows an invented result. */
  push(delta: string): string {
    if (this.found) return "";
    const text = this.#tail.join(delta);
    const at = this.#find(text);
    if (at >= 0) {
      this.found = true;
      return text.slice(0, at);
    }
    const line = text.lastIndexOf("\n") + 1;
    const isStart = line > 0 || this.#lineStart;
    const from =
      isStart && markers.some((each) => each.startsWith(text.slice(line, line + longest)))
        ? line
        : text.length;
    if (from > 0) this.#lineStart = text[from - 1] === "\n";
    return this.#tail.hold(text, from);
  }

  /** What was held back, when nothing follows. */
  end(): string {
    return this.#tail.take();
  }

  #find(text: string): number {
    for (const match of text.matchAll(/(?<![^\n])\\?\[Tool result: /g)) {
      if (match.index > 0 || this.#lineStart) return match.index;
    }
    return -1;
  }
}

const markers = ["[Tool result: ", "\\[Tool result: "];
const longest = 16;
