import {
  type AnswerBytes,
  googleJson,
  httpChunk,
  joined,
  lastHttpChunk,
  responseHead,
} from "./answer_bytes.ts";

const utf8 = new TextEncoder();

/** The web app's answer: each frame repeats all of the text so far, escaped twice. */
export function webAnswer(texts: readonly string[]): AnswerBytes {
  const head = responseHead("application/json; charset=utf-8");
  const frames = new Frames(texts);
  const first = httpChunk(utf8.encode(`)]}'\n\n${frameOf([wrb(meta())])}`));
  const closing = frameOf([["di", 7421], ["af.httprm", 7420, "-5528283091431347341", 18]]) +
    frameOf([["e", texts.length + 3, null, null, 123456]]);
  const last = joined([httpChunk(utf8.encode(closing)), lastHttpChunk]);
  let burst: Uint8Array | undefined;
  const play = () => {
    const text = new Uint8Array(frames.textBytes);
    let i = 0;
    let used = 0;
    return (stamp: Uint8Array) => {
      const piece = frames.pieces[i]!;
      text.set(piece, used);
      text.set(stamp, used + piece.indexOf(64) + 1);
      used += piece.length;
      const frame = httpChunk(frames.frame(i++, text.subarray(0, used)));
      if (i === texts.length) return joined(i === 1 ? [first, frame, last] : [frame, last]);
      return i === 1 ? joined([first, frame]) : frame;
    };
  };
  const all = () => {
    const next = play();
    return joined([head, ...texts.map(() => next(noStamp))]);
  };
  return {
    head,
    play,
    get burst() {
      return burst ??= all();
    },
  };
}

const noStamp = utf8.encode("0".repeat(12));

/** What stands before and after the text in a frame, and the text in pieces. */
class Frames {
  readonly pieces: Uint8Array[];
  readonly textBytes: number;
  readonly #units: number[] = [];
  readonly #before: Uint8Array;
  readonly #after: Uint8Array;
  readonly #afterLast: Uint8Array;
  readonly #fixedUnits: [running: number, final: number];

  constructor(texts: readonly string[]) {
    const escaped = texts.map((text) => escapedOnce(escapedOnce(text)));
    let units = 0;
    for (const text of escaped) this.#units.push(units += text.length);
    this.pieces = escaped.map((text) => utf8.encode(text));
    this.textBytes = this.pieces.reduce((sum, piece) => sum + piece.length, 0);
    const [before = "", after = ""] = rowAround(false);
    const [, afterLast = ""] = rowAround(true);
    this.#before = utf8.encode(before);
    this.#after = utf8.encode(`${after}\n`);
    this.#afterLast = utf8.encode(`${afterLast}\n`);
    // The frame's number counts the two line breaks around the line.
    this.#fixedUnits = [before.length + after.length + 2, before.length + afterLast.length + 2];
  }

  frame(index: number, text: Uint8Array): Uint8Array {
    const final = index === this.pieces.length - 1;
    const units = this.#units[index]! + this.#fixedUnits[final ? 1 : 0];
    return joined([
      utf8.encode(`${units}\n`),
      this.#before,
      text,
      final ? this.#afterLast : this.#after,
    ]);
  }
}

function rowAround(final: boolean): string[] {
  return googleJson([wrb(snapshot("SPLIT HERE", final))]).split("SPLIT HERE");
}

function escapedOnce(text: string): string {
  return googleJson(text).slice(1, -1);
}

function frameOf(rows: unknown[]): string {
  const line = googleJson(rows);
  return `${line.length + 2}\n${line}\n`;
}

function wrb(data: unknown): unknown[] {
  return ["wrb.fr", null, googleJson(data)];
}

const ids = ["c_5b1a4d4dba62a1e6", "r_9c1fd6d0e3ed0a4b"];

function meta(): unknown[] {
  return [null, ids, { "18": "r_9c1fd6d0e3ed0a4b", "44": true }];
}

/** A snapshot as Google's are, in what an answer of plain text has. */
function snapshot(text: string, final: boolean): unknown[] {
  const candidate: unknown[] = new Array(38).fill(null);
  candidate[0] = "rc_2f7c1c0d6b0c8a19";
  candidate[1] = [text];
  candidate[8] = [final ? 2 : 1];
  candidate[9] = "en";
  candidate[12] = [null, null, null, null, null, null, [0]];
  const data: unknown[] = new Array(45).fill(null);
  data[1] = ids;
  data[4] = [candidate];
  data[5] = ["Paris, France", "SWML_DESCRIPTION_FROM_YOUR_INTERNET_ADDRESS", false, null];
  data[8] = "FR";
  data[14] = final;
  data[42] = "3.5 Flash";
  return data;
}
