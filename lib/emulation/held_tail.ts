/**
 * The tail of a growing text that may be the start of a marker and so must wait for what follows. Each reader of
 * markers joins the tail with the new text, looks for its markers, and holds what is undecided:
 *
 *     const text = tail.join(delta);
 *     return tail.hold(text, indexOfWhatIsUndecided(text));
 *
 * What is held must be bounded by the marker's length, or reading gets quadratic.
 */
export class HeldTail {
  #text = "";

  /** The tail with the text that follows it; the tail is empty afterwards. */
  join(delta: string): string {
    if (this.#text === "") return delta;
    const text = this.#text + delta;
    this.#text = "";
    return text;
  }

  /** Holds the text from that index on; returns what stands before it. */
  hold(text: string, from: number): string {
    if (from >= text.length) return text;
    this.#text = text.slice(from);
    return text.slice(0, from);
  }

  /** The tail, once nothing follows; empty afterwards. */
  take(): string {
    return this.join("");
  }
}

/** Where the longest tail begins that is the start, but not the whole, of a marker; the text's length if none is. */
export function openTail(text: string, markers: readonly string[]): number {
  let from = text.length;
  for (const marker of markers) {
    for (let at = Math.max(0, text.length - marker.length + 1); at < from; at++) {
      if (text[at] === marker[0] && marker.startsWith(text.slice(at))) from = at;
    }
  }
  return from;
}
