import { isJsonObject, tryParseJson } from "../../core/json.ts";

/** The raw input of a freeform tool, out of the JSON arguments of the function that stands for it. */
export function freeformInput(argumentsText: string): string {
  const value = tryParseJson(argumentsText);
  if (typeof value === "string") return value;
  if (!isJsonObject(value)) return argumentsText;
  const input = value["input"];
  if (typeof input === "string") return input;
  const [only, ...others] = Object.values(value);
  return typeof only === "string" && others.length === 0 ? only : argumentsText;
}

/** The way back: the arguments of that function. */
export function freeformArguments(input: string): string {
  return JSON.stringify({ input });
}

const opening = /^\s*\{\s*"input"\s*:\s*"/;
/** What may still become the opening. */
const beginning = /^\s*(?:\{\s*(?:"(?:i(?:n(?:p(?:u(?:t(?:"\s*(?::\s*)?)?)?)?)?)?)?)?)?$/;

const escapes: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * The input while the arguments still arrive: piece by piece where they begin with `{"input":"`, and all of it at the
 * end where they do not. The pieces joined are what `freeformInput` makes of the whole.
 */
export class FreeformInputStream {
  #state: "opening" | "inside" | "closed" | "whole" = "opening";
  /** Text that arrived and is not decided yet. */
  #held = "";
  #sent = "";

  push(delta: string): string {
    this.#held += delta;
    if (this.#state === "opening") this.#open();
    const piece = this.#state === "inside" ? this.#decode() : "";
    this.#sent += piece;
    return piece;
  }

  /** What is missing once all arguments are there. */
  end(argumentsText: string): { rest: string; input: string } {
    const input = freeformInput(argumentsText);
    // Broken JSON after some of it was sent: what was sent stands.
    if (!input.startsWith(this.#sent)) return { rest: "", input: this.#sent };
    return { rest: input.slice(this.#sent.length), input };
  }

  #open(): void {
    const match = opening.exec(this.#held);
    if (match) {
      this.#state = "inside";
      this.#held = this.#held.slice(match[0].length);
    } else if (!beginning.test(this.#held)) {
      this.#state = "whole";
    }
  }

  #decode(): string {
    const text = this.#held;
    let piece = "";
    let at = 0;
    while (at < text.length) {
      const plain = runLength(text, at);
      piece += text.slice(at, at + plain);
      at += plain;
      if (text[at] === '"') {
        this.#state = "closed";
        return piece;
      }
      if (at >= text.length) break;
      const size = text[at + 1] === "u" ? 6 : 2;
      if (at + size > text.length) break;
      piece += unescaped(text.slice(at, at + size));
      at += size;
    }
    this.#held = text.slice(at);
    return this.#wholeCharacters(piece);
  }

  /** Holds back half a surrogate pair: alone it is no character, and strict JSON readers refuse it. */
  #wholeCharacters(piece: string): string {
    const last = piece.charCodeAt(piece.length - 1);
    if (!(last >= 0xd800 && last <= 0xdbff)) return piece;
    this.#held = `\\u${last.toString(16)}${this.#held}`;
    return piece.slice(0, -1);
  }
}

function runLength(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"' && text[at] !== "\\") at++;
  return at - from;
}

function unescaped(escape: string): string {
  if (escape[1] === "u") return String.fromCharCode(parseInt(escape.slice(2), 16));
  return escapes[escape[1]!] ?? escape[1]!;
}
