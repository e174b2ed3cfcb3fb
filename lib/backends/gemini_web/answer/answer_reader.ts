import type { GenerateEvent, MediaEvent } from "../../../core/generate_event.ts";
import type { JsonValue } from "../../../core/json.ts";
import type { Source } from "./citations.ts";
import type { AnswerFailure } from "./error_row.ts";
import type { Piece, TextFilter } from "./growing_text.ts";
import type { Snapshot } from "./snapshot.ts";
import type { GrownString, SnapshotNote } from "./snapshot_skimmer.ts";
import { tryParseJson } from "../../../core/json.ts";
import { citationsOf, readSources } from "./citations.ts";
import { readFailure } from "./error_row.ts";
import { asNumber, asString, field, fieldAt } from "./field.ts";
import { readImages } from "./generated_images.ts";
import { GrowingText, PlainFilter } from "./growing_text.ts";
import { readSnapshot } from "./snapshot.ts";
import { SnapshotSkimmer } from "./snapshot_skimmer.ts";
import { TextCleaner } from "./text_cleaner.ts";

/**
 * Reads the body of one StreamGenerate response: bytes in, events out. `settle` after a silence, `end` when no more
 * bytes will come; `take` what was said at any time. Citations and pictures come with `end`, when they are final.
 */
export class AnswerReader {
  /** A row with ids of the response was seen. */
  accepted = false;
  /** Some text or thoughts were said. */
  spoke = false;
  /** The last snapshot was seen. */
  finished = false;
  /** The row was seen that ends every complete body. */
  complete = false;
  /** Thoughts, progress notes or heartbeats were seen: longer silences are normal. */
  busy = false;
  /** What an error row said; also after a good answer, where it means nothing. */
  failure?: AnswerFailure;
  /** The model that served: its hexadecimal id, its display name. */
  served?: { id?: string; name?: string };
  /** Lines that look like rows but cannot be read, since the last snapshot that could be. */
  malformed = 0;

  #skimmer = new SnapshotSkimmer({
    line: (bytes) => this.#line(bytes),
    skimmed: (bytes) => this.#skimmedLine(bytes),
    grow: (tail) => {
      this.malformed = 0;
      return this.#growing.extend(tail);
    },
  });
  #thoughts = this.#growingText(() => new PlainFilter("reasoning"));
  #text = this.#growingText(() => new TextCleaner());
  /** The one whose new pieces the skimmer brings. */
  #growing = this.#text;
  /** The line that is parsed was skimmed before: its growing string is what that has become. */
  #isSkimmed = false;
  #sources: Source[] = [];
  #images: MediaEvent[] = [];
  #events: GenerateEvent[] = [];
  #longestHeld?: number;
  #ended = false;
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** The body does not start as an answer does: it is a web page or the like. */
  get foreign(): boolean {
    return this.#skimmer.foreign;
  }

  /** How much of thoughts and text is held. */
  get heldUnits(): number {
    return this.#longestHeld === undefined ? 0 : this.#thoughts.length + this.#text.length;
  }

  /**
   * To be called first: thoughts and text are said at the end, as their last snapshots have them. A text that gets longer
   * than so many UTF-16 units is said then as far as it is there, and from there on as it grows.
   */
  hold(longest: number): void {
    this.#longestHeld = longest;
    this.#thoughts.hold();
    this.#text.hold();
  }

  /** Takes the next bytes of the body, in any pieces; keeps none of them. */
  push(bytes: Uint8Array): void {
    this.#skimmer.push(bytes);
  }

  /** No more bytes for now: makes the state that of all the lines that came. */
  settle(): void {
    this.#skimmer.settle();
  }

  /** No more bytes at all: says what was held back, then what could only be known now. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#skimmer.end();
    this.#thoughts.end();
    this.#text.end();
    this.#events.push(...this.#images);
    if (this.#sources.length === 0) return;
    const { saidText, unaltered } = this.#text;
    this.#events.push(...citationsOf(this.#sources, saidText, unaltered));
  }

  /** The events since the last call; neighbouring deltas of one kind are joined. */
  take(): GenerateEvent[] {
    if (this.#longestHeld !== undefined && this.#text.length > this.#longestHeld) this.#release();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #growingText(makeFilter: () => TextFilter): GrowingText {
    return new GrowingText({
      makeFilter,
      say: (piece) => this.#say(piece),
      recall: () => this.#skimmer.grown,
    });
  }

  #release(): void {
    this.#longestHeld = undefined;
    this.#thoughts.release();
    this.#text.release();
  }

  #say(piece: Piece): void {
    this.spoke = true;
    const last = this.#events.at(-1);
    if (last?.type === piece.type) last.delta += piece.delta;
    else this.#events.push(piece);
  }

  #line(bytes: Uint8Array): SnapshotNote | undefined {
    const rows = tryParseJson(this.#decoder.decode(bytes));
    if (!Array.isArray(rows)) {
      if (!this.#ended) this.malformed++;
      return undefined;
    }
    const last = rows.map((row) => this.#row(row)).findLast((snapshot) => snapshot);
    // Of several rows only the first was skimmed, if any.
    return rows.length === 1 ? last : last && { unsure: true };
  }

  #skimmedLine(bytes: Uint8Array): boolean {
    this.#isSkimmed = true;
    const { unsure = false } = this.#line(bytes) ?? {};
    this.#isSkimmed = false;
    return unsure;
  }

  #row(row: JsonValue): SnapshotNote | undefined {
    switch (field(row, 1)) {
      case "wrb.fr":
        return this.#dataRow(row);
      case "e":
        this.complete = true;
        this.#skimmer.stop();
        return undefined;
      case "er":
        this.failure ??= { http: asNumber(field(row, 6)) };
    }
    return undefined;
  }

  #dataRow(row: JsonValue): SnapshotNote | undefined {
    const json = asString(field(row, 3));
    const data = json === undefined ? undefined : tryParseJson(json);
    const sixth = field(row, 6);
    const failure = readFailure(sixth);
    // Beside data, or without a number, it says that the request waits in a queue.
    if (failure && (failure.code !== undefined || json === undefined)) this.#fail(failure);
    else if (sixth !== undefined) this.busy = true;
    if (json !== undefined && data === undefined) this.malformed++;
    return data === undefined ? undefined : this.#data(data);
  }

  #fail(failure: AnswerFailure): void {
    if (this.failure?.code === undefined) this.failure = failure;
  }

  #data(data: JsonValue): SnapshotNote | undefined {
    this.#note(data);
    const snapshot = readSnapshot(data);
    if (!snapshot) return undefined;
    // A skimmed line came before the one that cannot be read.
    if (!this.#isSkimmed) this.malformed = 0;
    if (snapshot.thoughts) this.busy = true;
    if (snapshot.final) this.finished = true;
    const sources = readSources(snapshot.candidate);
    if (sources.length > 0) this.#sources = sources;
    const images = readImages(snapshot.candidate);
    if (images.length > 0) this.#images = images;
    if (this.#isSkimmed) {
      const { text = "", thoughts = "" } = snapshot;
      this.#growing.remember(this.#growing === this.#text ? text : thoughts);
    }
    return { grown: this.#grow(snapshot), unsure: snapshot.final };
  }

  /** Everything but the candidate. */
  #note(data: JsonValue): void {
    const cid = asString(fieldAt(data, 2, 1));
    const rid = asString(fieldAt(data, 2, 2));
    if (rid || cid) this.accepted = true;
    const id = asString(field(data, 40));
    const name = asString(field(data, 43));
    if (id || name) this.served = { id: id ?? this.served?.id, name: name ?? this.served?.name };
    if (field(data, 7) || field(data, 37)) this.busy = true;
  }

  /** Takes over both strings; tells which alone grew. */
  #grow(snapshot: Snapshot): GrownString | undefined {
    const { final, card } = snapshot;
    const thoughts = snapshot.thoughts ?? this.#thoughts.value;
    const text = snapshot.text ?? this.#text.value;
    const moreThoughts = thoughts !== this.#thoughts.value;
    const moreText = text !== this.#text.value;
    // Once the model speaks and thinks no more, its thoughts are complete.
    const onlySpeaks = moreText && text !== "" && !moreThoughts;
    this.#thoughts.replace(thoughts, final || onlySpeaks);
    this.#text.replace(text, final);
    const growing = moreThoughts ? this.#thoughts : this.#text;
    const steady = growing.steadyLength;
    const alone = moreThoughts !== moreText && growing.value !== "";
    if (final || card || !alone || steady === undefined) return undefined;
    this.#growing = growing;
    return { value: growing.value, steady };
  }
}
