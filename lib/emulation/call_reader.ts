import type { FinishEvent, GenerateEvent, Usage } from "../core/generate_event.ts";
import type { Tool } from "../core/tool.ts";
import { type Call, readBlock } from "./call_block.ts";
import { FenceReader, type Piece } from "./fence_reader.ts";
import type { Batch } from "./filter.ts";
import { InventedResults } from "./invented_results.ts";

export interface CallReaderOptions {
  tools: readonly Tool[];
  callId: () => string;
  /** The usage so far, for an answer that ends with its first call. */
  usage: () => Usage;
  /** Ends the answer with its first call. */
  single: boolean;
  /** Holds text until there is a call. */
  holdText: boolean;
  /** Leaves text out. */
  dropText?: boolean;
  /** Calls that were made before and are not made again. */
  made?: ReadonlySet<string>;
}

/** A block that was meant as a call and cannot be one. */
export interface Fault {
  /** Why, as the end of a sentence. */
  reason: string;
  raw: string;
  /** What it calls all the same, if it is not mended. */
  calls?: Call[];
}

/**
 * Turns the `tool_call` blocks of one answer into calls. From a faulty block on text is held, until it is decided
 * whether the block can be replaced. White space beside calls is dropped; a text without calls stays as it is.
 */
export class CallReader {
  readonly faults: Fault[] = [];
  /** The calls of this answer, each as name and arguments. */
  readonly made = new Set<string>();
  /** How the answer ended. */
  finish?: FinishEvent;
  /** Whether the client got anything of the answer that it can see. */
  sent = false;
  #options: CallReaderOptions;
  #fences = new FenceReader();
  /** White space that may stand before a call. */
  #white: string[] = [];
  #held?: (string | Fault)[];
  /** Reads the text behind a call, also behind a faulty one. */
  #results?: InventedResults;

  constructor(options: CallReaderOptions) {
    this.#options = options;
    if (options.holdText) this.#held = [];
  }

  /** The events that go on now; all but `finish`, which is kept. */
  push(batch: Batch): GenerateEvent[] {
    const out: GenerateEvent[] = [];
    for (const event of batch) {
      if (event.type === "text") {
        this.#read(this.#fences.push(event.delta), out);
        if (event.signature) out.push({ ...event, delta: "" });
      } else if (event.type === "finish") {
        this.#read(this.#fences.end(), out);
        this.finish ??= event;
      } else if (event.type === "citation" && this.made.size + this.faults.length > 0) {
        // The text it points into is without the blocks now.
        out.push({ ...event, span: undefined });
      } else out.push(event);
      if (this.finish) break;
    }
    return out;
  }

  /** What is still held, when the answer is over; with the faulty blocks, as calls or else as text, or without them. */
  rest(withFaults: boolean): GenerateEvent[] {
    const out: GenerateEvent[] = [];
    this.#endResults(out);
    const held = this.#held ?? [];
    const last = this.#takeWhite();
    this.#held = undefined;
    for (const each of held) {
      if (typeof each === "string") this.#say(each, out);
      else if (withFaults && each.calls) this.#callAll(each.calls, out);
      else if (withFaults) this.#say(each.raw, out);
    }
    const white = this.#takeWhite() + last;
    if (white && withFaults && this.made.size === 0) this.#put(white, out);
    return out;
  }

  #read(pieces: Piece[], out: GenerateEvent[]): void {
    for (const piece of pieces) {
      if (this.finish) return;
      if (piece.type === "text") this.#text(piece.text, out);
      else this.#block(piece, out);
    }
  }

  #text(text: string, out: GenerateEvent[]): void {
    if (!this.#results) return this.#say(text, out);
    this.#say(this.#results.push(text), out);
    if (this.#results.found) this.#end();
  }

  #endResults(out: GenerateEvent[]): void {
    const text = this.#results?.end();
    this.#results = undefined;
    if (text) this.#say(text, out);
  }

  #block(piece: Extract<Piece, { type: "block" }>, out: GenerateEvent[]): void {
    const { tools, single } = this.#options;
    this.#endResults(out);
    const reading = readBlock(piece.body, { tools, escaped: piece.escaped });
    switch (reading.type) {
      case "text":
        return this.#say(piece.raw, out);
      case "fault": {
        const fault = { reason: reading.fault, raw: piece.raw, calls: reading.calls };
        this.faults.push(fault);
        this.#held ??= [];
        this.#held.push(this.#takeWhite(), fault);
        this.#results = new InventedResults();
        break;
      }
      case "calls":
        this.#callAll(reading.calls, out);
    }
    if (single) this.#end();
  }

  #callAll(calls: Call[], out: GenerateEvent[]): void {
    for (const call of this.#options.single ? calls.slice(0, 1) : calls) this.#call(call, out);
  }

  #call(call: Call, out: GenerateEvent[]): void {
    const key = `${call.name} ${call.arguments}`;
    if (this.#options.made?.has(key)) return;
    this.#white = [];
    if (this.faults.length === 0) out.push(...this.rest(true));
    this.made.add(key);
    this.sent = true;
    out.push({ type: "tool-call-start", id: this.#options.callId(), name: call.name });
    for (const delta of slices(call.arguments)) out.push({ type: "tool-call-delta", delta });
    out.push({ type: "tool-call-end" });
    this.#results = new InventedResults();
  }

  /** Reads no further. */
  #end(): void {
    this.finish = { type: "finish", reason: "stop", usage: this.#options.usage() };
  }

  /** Says a text, but for the white space at its end. */
  #say(text: string, out: GenerateEvent[]): void {
    if (this.#options.dropText) return;
    const end = text.trimEnd().length;
    if (end === 0) {
      if (text) this.#white.push(text);
      return;
    }
    const delta = this.#takeWhite() + text.slice(0, end);
    if (end < text.length) this.#white.push(text.slice(end));
    if (this.#held) this.#held.push(delta);
    else this.#put(delta, out);
  }

  #takeWhite(): string {
    const white = this.#white.join("");
    this.#white = [];
    return white;
  }

  #put(delta: string, out: GenerateEvent[]): void {
    this.sent ||= delta.trim() !== "";
    out.push({ type: "text", delta });
  }
}

/** Pieces of at most some thousand units; no pair of surrogates is cut. */
function* slices(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + 4096, text.length);
    if (to < text.length && /[\uDC00-\uDFFF]/.test(text[to]!)) to--;
    yield text.slice(from, to);
    from = to;
  }
}
