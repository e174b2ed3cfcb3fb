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

export interface GrowingTextOptions {
  makeFilter(): TextFilter;
  say(piece: Piece): void;
  /** The steady part and maybe more: whoever calls `extend` keeps what it brought. */
  recall(): string;
}

/**
 * Turns snapshots of a text that grows into its deltas. The end of an unfinished snapshot may be made up (a closing
 * fence, an escape before a lone marker, half a character): it is held back until a later snapshot confirms it. What
 * was said cannot be taken back: a snapshot that contradicts it waits for a better one, and at the end the last
 * snapshot is said from where it differs, but for unchanged code. After `hold` nothing is said before the end, which
 * then says the last one.
 *
 * Keeps neither the deltas nor what was said of them, which would take several times the memory of the text.
 */
export class GrowingText {
  #options: GrowingTextOptions;
  #filter: TextFilter;
  /** What the filter was given; absent since `extend` was called. */
  #known?: string = "";
  #steadyLength = 0;
  /** The rest of the last snapshot. */
  #loose = "";
  /** The last snapshot, if it contradicts what was said. */
  #contradiction?: string;
  /** UTF-16 units that were said. */
  #said = { text: 0, reasoning: 0 };
  #ended?: { saidText: string };
  #held = false;

  constructor(options: GrowingTextOptions) {
    this.#options = options;
    this.#filter = options.makeFilter();
  }

  /** To be called before the first snapshot: nobody looks before the end, or before `release`. */
  hold(): void {
    this.#held = true;
    this.#filter = silence;
  }

  /** Says what is steady, and goes on as ever. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#filter = this.#options.makeFilter();
    this.#sayAll(this.#filter.push(this.#steady));
  }

  /** UTF-16 units that are settled, said or held. */
  get length(): number {
    return this.#steadyLength;
  }

  /** The last snapshot. */
  get value(): string {
    return this.#contradiction ?? this.#steady + this.#loose;
  }

  /** UTF-16 units at the start of the last snapshot that are settled; `undefined` while it contradicts. */
  get steadyLength(): number | undefined {
    return this.#contradiction === undefined ? this.#steadyLength : undefined;
  }

  /** All that was said as text, once it has ended. */
  get saidText(): string {
    return this.#ended?.saidText ?? this.#sayings().text;
  }

  /** Whether the said text is, from its start, the snapshots' own. */
  get unaltered(): boolean {
    return this.value.startsWith(this.saidText);
  }

  get #steady(): string {
    return this.#known ??= this.#options.recall().slice(0, this.#steadyLength);
  }

  /** The last snapshot again, from whoever keeps it: saves asking for it. */
  remember(snapshot: string): void {
    this.#known ??= snapshot.slice(0, this.#steadyLength);
  }

  /** A whole snapshot. */
  replace(snapshot: string, final: boolean): void {
    if (snapshot.startsWith(this.#steady)) {
      this.#contradiction = undefined;
      this.#extend(snapshot.slice(this.#steadyLength), final);
      this.#known = snapshot.slice(0, this.#steadyLength);
    } else if (final || !this.#steady.startsWith(snapshot)) {
      this.#rewrite(snapshot, final);
    } // else it is an old one that came late
  }

  /** A snapshot that is the steady part and this; answers how much of it is steady, too. */
  extend(tail: string): number {
    this.#known = undefined;
    return this.#extend(tail, false);
  }

  /** No more snapshots. */
  end(): void {
    const contradiction = this.#contradiction;
    if (contradiction === undefined) {
      this.#known = this.value;
      this.#extend(this.#loose, true);
      this.release();
      return this.#sayAll(this.#filter.end());
    }
    const said = this.#sayings();
    const whole = this.#filtered(contradiction);
    const more = (type: Piece["type"]) => whole[type].slice(resumption(said[type], whole[type]));
    this.#ended = { saidText: said.text + more("text") };
    this.#sayAll([
      { type: "reasoning", delta: more("reasoning") },
      { type: "text", delta: more("text") },
    ]);
  }

  #extend(tail: string, final: boolean): number {
    if (tail === this.#loose && !final) return 0; // the same again proves nothing
    const steady = final ? tail.length : steadyLength(tail, this.#loose);
    this.#loose = tail.slice(steady);
    if (steady > 0) {
      this.#steadyLength += steady;
      this.#sayAll(this.#filter.push(tail.slice(0, steady)));
    }
    return steady;
  }

  #rewrite(snapshot: string, final: boolean): void {
    const steady = snapshot.slice(0, final ? undefined : steadyLength(snapshot, ""));
    const filter = this.#held ? silence : this.#options.makeFilter();
    const whole = joined(filter.push(steady));
    const { text, reasoning } = this.#sayings();
    if (!whole.text.startsWith(text) || !whole.reasoning.startsWith(reasoning)) {
      this.#contradiction = snapshot;
      return;
    }
    this.#contradiction = undefined;
    this.#filter = filter;
    this.#known = steady;
    this.#steadyLength = steady.length;
    this.#loose = snapshot.slice(steady.length);
    this.#sayAll([
      { type: "reasoning", delta: whole.reasoning.slice(reasoning.length) },
      { type: "text", delta: whole.text.slice(text.length) },
    ]);
  }

  /** What was said: a filter says the same in whatever pieces it is given the text. */
  #sayings(): { text: string; reasoning: string } {
    const { text, reasoning } = this.#filtered(this.#steady);
    return {
      text: text.slice(0, this.#said.text),
      reasoning: reasoning.slice(0, this.#said.reasoning),
    };
  }

  #filtered(text: string): { text: string; reasoning: string } {
    const filter = this.#options.makeFilter();
    return joined([...filter.push(text), ...filter.end()]);
  }

  #sayAll(pieces: Piece[]): void {
    for (const piece of pieces) {
      if (!piece.delta) continue;
      this.#said[piece.type] += piece.delta.length;
      this.#options.say(piece);
    }
  }
}

/** What hears the text while it is held. */
const silence: TextFilter = { push: () => [], end: () => [] };

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
  if (escape >= 0) end = line + escape;
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

/**
 * From where on a rewritten text is said: from where it differs; or, if code was said since then and stands in it
 * unchanged, from behind that. Said again, a call of a tool would be made twice.
 */
function resumption(said: string, whole: string): number {
  const differs = commonLength(said, whole);
  const fences = Array.from(said.matchAll(openingFence), ({ index }) => index)
    .filter((index) => index >= differs);
  // What stands in it from one fence on, stands in it from each later one: the first is found by halving.
  let first = 0;
  for (let end = fences.length; first < end;) {
    const middle = (first + end) >> 1;
    if (whole.includes(said.slice(fences[middle]), differs)) end = middle;
    else first = middle + 1;
  }
  if (first === fences.length) return differs;
  const code = said.slice(fences[first]);
  return whole.indexOf(code, differs) + code.length;
}

/** One that names its language, which a closing fence never does. */
const openingFence = /^[ \t]*(?:\\?[`~]){3,}[ \t]*\w/gm;

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
