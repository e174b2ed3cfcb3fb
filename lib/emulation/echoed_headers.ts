import type { TextRewriter } from "./filter.ts";
import { HeldTail } from "./held_tail.ts";
import { headers } from "./section.ts";

/**
 * Strips header lines of our own prompt that the model repeats as the first lines or the last one of its answer, also
 * with backslashes or asterisks around the brackets. A header anywhere else, or with nothing beside it, is the model's
 * own.
 */
export class EchoedHeaders implements TextRewriter {
  shifted = false;
  #tail = new HeldTail();
  #begun = false;
  #lineStart = true;

  push(delta: string): string {
    let text = this.#tail.join(delta);
    if (!this.#begun) {
      const whole = text;
      text = withoutFirstHeaders(whole);
      this.shifted ||= text !== whole;
      if (this.shifted) text = text.trimStart();
      const open = text.trimStart();
      if (
        text.length < longest && !open.includes("\n") &&
        (open === "" || mayBeHeader(open.trimEnd()))
      ) {
        return this.#tail.hold(text, 0);
      }
      this.#begun = true;
    }
    const from = this.#lastHeader(text);
    if (from > 0) this.#lineStart = text[from - 1] === "\n";
    return this.#tail.hold(text, from);
  }

  end(): string {
    const text = this.#tail.take();
    return this.#begun && isHeader(text.trimEnd()) ? "" : text;
  }

  /** Where a last line begins that may be a header with nothing behind it; the text's length if there is none. */
  #lastHeader(text: string): number {
    const end = text.trimEnd().length;
    const from = text.lastIndexOf("\n", end - 1) + 1;
    const atLineStart = from > 0 || this.#lineStart;
    if (end === 0 || !atLineStart || !opening.has(text[from]!) || text.length - from > longest) {
      return text.length;
    }
    const line = text.slice(from, end);
    const complete = text.includes("\n", end);
    return isHeader(line) || (!complete && mayBeHeader(line)) ? from : text.length;
  }
}

/** The most that is held back; no header of ours is longer. */
const longest = 300;
const opening = new Set(["[", "\\", "*"]);
const names = [
  headers.system,
  headers.tools,
  headers.output,
  headers.user,
  headers.assistant,
  headers.reminder,
];
const toolResult = "[Tool result: ";

function withoutFirstHeaders(text: string): string {
  for (;;) {
    const open = text.trimStart();
    const end = open.indexOf("\n");
    if (end < 0 || !isHeader(open.slice(0, end).trimEnd())) return text;
    text = open.slice(end + 1).trimStart();
  }
}

function isHeader(line: string): boolean {
  if (line.length > longest || !opening.has(line[0]!)) return false;
  const plain = unmarked(line).replace(/:$/, "");
  return names.includes(plain) ||
    (plain.startsWith(toolResult) && plain.indexOf("]") === plain.length - 1);
}

function mayBeHeader(line: string): boolean {
  if (line.length > longest || !opening.has(line[0]!)) return false;
  const plain = unmarked(line);
  return isHeader(line) || names.some((name) => name.startsWith(plain)) ||
    toolResult.startsWith(plain) || (plain.startsWith(toolResult) && !plain.includes("]"));
}

function unmarked(line: string): string {
  return line.replace(/[\\*]/g, "");
}
