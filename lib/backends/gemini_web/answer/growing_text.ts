/** A piece of what the model said. */
export interface Piece {
  type: "text" | "reasoning";
  delta: string;
}

/** Takes text as it grows, gives pieces of what is to be said. */
export interface TextFilter {
  push(text: string): Piece[];
  end(): Piece[];
}

/** Says everything as it is. */
export class PlainFilter implements TextFilter {
  #type: Piece["type"];
  constructor(type: Piece["type"]) {
    this.#type = type;
  }
  push(delta: string): Piece[] {
    return delta ? [{ type: this.#type, delta }] : [];
  }
  end(): Piece[] {
    return [];
  }
}

/**
 * Turns snapshots of a text that grows into its deltas. The end of an unfinished snapshot may be made up (a closing
 * fence, an escape before a lone marker, half a character): it is held back until a later snapshot confirms it. What
 * was said cannot be taken back: a snapshot that contradicts it waits for a better one, and at the end the last
 * snapshot is said from where it differs.
 */
export class GrowingText {
  #makeFilter: () => TextFilter;
  #say: (piece: Piece) => void;
  #filter: TextFilter;
  /** What the filter was given. */
  #steady = "";
  /** The rest of the last snapshot. */
  #loose = "";
  /** The last snapshot, if it contradicts what was said. */
  #contradiction?: string;
  #said = { text: "", reasoning: "" };

  constructor(makeFilter: () => TextFilter, say: (piece: Piece) => void) {
    this.#makeFilter = makeFilter;
    this.#say = say;
    this.#filter = makeFilter();
  }

  /** The last snapshot. */
  get value(): string {
    return this.#contradiction ?? this.#steady + this.#loose;
  }

  /** UTF-16 units at the start of the last snapshot that are settled; `undefined` while it contradicts. */
  get steadyLength(): number | undefined {
    return this.#contradiction === undefined ? this.#steady.length : undefined;
  }

  get saidText(): string {
    return this.#said.text;
  }

  /** Whether the said text is, from its start, the snapshots' own. */
  get unaltered(): boolean {
    return this.value.startsWith(this.#said.text);
  }

  /** A whole snapshot. */
  replace(snapshot: string, final: boolean): void {
    if (snapshot.startsWith(this.#steady)) {
      this.#contradiction = undefined;
      this.extend(snapshot.slice(this.#steady.length), final);
    } else if (final || !this.#steady.startsWith(snapshot)) {
      this.#rewrite(snapshot, final);
    } // else it is an old one that came late
  }

  /** A snapshot that is the steady part and this; answers how much of it is steady, too. */
  extend(tail: string, final = false): number {
    if (tail === this.#loose && !final) return 0; // the same again proves nothing
    const steady = final ? tail.length : steadyLength(tail, this.#loose);
    this.#loose = tail.slice(steady);
    if (steady > 0) {
      const more = tail.slice(0, steady);
      this.#steady += more;
      this.#sayAll(this.#filter.push(more));
    }
    return steady;
  }

  /** No more snapshots. */
  end(): void {
    if (this.#contradiction === undefined) {
      this.extend(this.#loose, true);
      return this.#sayAll(this.#filter.end());
    }
    const filter = this.#makeFilter();
    const whole = joined([...filter.push(this.#contradiction), ...filter.end()]);
    for (const type of ["reasoning", "text"] as const) {
      this.#sayAll([{
        type,
        delta: whole[type].slice(commonLength(this.#said[type], whole[type])),
      }]);
    }
  }

  #rewrite(snapshot: string, final: boolean): void {
    const steady = snapshot.slice(0, final ? undefined : steadyLength(snapshot, ""));
    const filter = this.#makeFilter();
    const whole = joined(filter.push(steady));
    const { text, reasoning } = this.#said;
    if (!whole.text.startsWith(text) || !whole.reasoning.startsWith(reasoning)) {
      this.#contradiction = snapshot;
      return;
    }
    this.#contradiction = undefined;
    this.#filter = filter;
    this.#steady = steady;
    this.#loose = snapshot.slice(steady.length);
    this.#sayAll([
      { type: "reasoning", delta: whole.reasoning.slice(reasoning.length) },
      { type: "text", delta: whole.text.slice(text.length) },
    ]);
  }

  #sayAll(pieces: Piece[]): void {
    for (const piece of pieces) {
      if (!piece.delta) continue;
      this.#said[piece.type] += piece.delta;
      this.#say(piece);
    }
  }
}

/** How much of the end of an unfinished snapshot can be trusted; `before` is what of the last one was not. */
function steadyLength(tail: string, before: string): number {
  let end = withoutClosingFence(tail);
  if (tail.includes("\\")) end = withoutUnconfirmedEscape(tail, end);
  end = withoutUnconfirmedReplacement(tail, before, end);
  const unit = tail.charCodeAt(end - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? end - 1 : end;
}

function withoutClosingFence(tail: string): number {
  let end = tail.length;
  while (tail[end - 1] === "`") end--;
  if (end === tail.length) return end;
  while (tail[end - 1] === " " || tail[end - 1] === "\t") end--;
  return tail[end - 1] === "\n" ? end - 1 : end;
}

/**
 * An escape may be there only because the marker that closes what it opens is still to come: one on the last line, or
 * that of the last marker, if it is not far.
 */
function withoutUnconfirmedEscape(tail: string, end: number): number {
  const line = tail.lastIndexOf("\n", end - 1) + 1;
  const escape = tail.slice(line, end).search(/\\+(?:[`*_~]|$)/);
  if (escape >= 0) return line + escape;
  const first = Math.max(0, end - farUnits);
  let at = end - 1;
  while (at > first && !markers.has(tail[at]!)) at--;
  if (at <= first || tail[at - 1] !== "\\") return end;
  while (tail[at - 1] === "\\") at--;
  return at;
}

const markers = new Set("`*_~");
const farUnits = 1000;

/** U+FFFD stands for bytes of a character cut in two; the next snapshot has the character, or U+FFFD was meant. */
function withoutUnconfirmedReplacement(tail: string, before: string, end: number): number {
  for (let at = tail.indexOf("\ufffd"); at >= 0 && at < end; at = tail.indexOf("\ufffd", at + 1)) {
    if (!before.startsWith(tail.slice(0, at + 1))) return at;
  }
  return end;
}

function joined(pieces: Piece[]): { text: string; reasoning: string } {
  const of = (type: Piece["type"]) =>
    pieces.map((piece) => piece.type === type ? piece.delta : "").join("");
  return { text: of("text"), reasoning: of("reasoning") };
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
