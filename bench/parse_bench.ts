import { AnswerReader } from "../lib/backends/gemini_web/answer/answer_reader.ts";

/** One stream, and what two readers needed for it. */
export interface ParseResult {
  /** UTF-16 units of the answer. */
  characters: number;
  snapshots: number;
  /** Share of words that are not ASCII. */
  unicode: number;
  /** Whether the snapshots carry the text a second time, behind the candidate, as Google's do. */
  repeated: boolean;
  pieces: "64 KiB" | "frame";
  megabytes: number;
  /** Milliseconds for one answer, the median of several. */
  readerMs: number;
  naiveMs: number;
  /** How many times the reader is faster than parsing each frame. */
  ratio: number;
}

/** Measures the reader of web answers against one that parses every frame. Takes some 30 s. */
export function benchParse(): ParseResult[] {
  const results: ParseResult[] = [];
  for (const [characters, snapshots] of [[20_000, 200], [100_000, 500]] as const) {
    for (const unicode of [0, 0.02]) {
      for (const repeated of [false, true]) {
        const frames = makeFrames({ characters, snapshots, unicode, repeated });
        results.push(measure(frames, "64 KiB", { characters, snapshots, unicode, repeated }));
        results.push(measure(frames, "frame", { characters, snapshots, unicode, repeated }));
      }
    }
  }
  return results;
}

interface Shape {
  characters: number;
  snapshots: number;
  unicode: number;
  repeated: boolean;
}

function measure(frames: Uint8Array[], cut: ParseResult["pieces"], shape: Shape): ParseResult {
  const body = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length, 0));
  frames.reduce((at, frame) => (body.set(frame, at), at + frame.length), 0);
  const pieces = cut === "frame" ? frames : sliced(body, 65_536);
  const reader = () => {
    const reader = new AnswerReader();
    let length = 0;
    const count = () => {
      for (const event of reader.take()) if (event.type === "text") length += event.delta.length;
    };
    for (const piece of pieces) {
      reader.push(piece);
      count();
    }
    reader.end();
    count();
    return length;
  };
  const naive = () => {
    const reader = new NaiveReader();
    return pieces.reduce((sum, piece) => sum + reader.push(piece).length, 0);
  };
  if (reader() !== naive()) throw new Error("The two readers gave different texts.");
  const [readerMs = 0, naiveMs = 0] = medians([reader, naive], 2000);
  const megabytes = body.length / 1e6;
  return { ...shape, pieces: cut, megabytes, readerMs, naiveMs, ratio: naiveMs / readerMs };
}

function sliced(body: Uint8Array, size: number): Uint8Array[] {
  const pieces = [];
  for (let at = 0; at < body.length; at += size) pieces.push(body.slice(at, at + size));
  return pieces;
}

/**
 * Milliseconds of each run, the median. They take turns, so that whatever else the machine does hits all of them, but
 * in blocks, so that one does not collect the garbage of the other.
 */
function medians(runs: (() => unknown)[], budgetMs: number): number[] {
  const times = runs.map((): number[] => []);
  const blocks = 4;
  for (let block = 0; block < blocks; block++) {
    for (const [which, run] of runs.entries()) {
      run();
      const start = performance.now();
      for (let i = 0; i < 2 || performance.now() - start < budgetMs / blocks / runs.length; i++) {
        const before = performance.now();
        run();
        times[which]?.push(performance.now() - before);
      }
    }
  }
  return times.map((list) => list.sort((a, b) => a - b)[list.length >> 1] ?? 0);
}

/** Parses every frame and compares its whole text. */
class NaiveReader {
  #buffer = "";
  #sent = "";
  #decoder = new TextDecoder();

  push(bytes: Uint8Array): string {
    this.#buffer += this.#decoder.decode(bytes, { stream: true });
    let said = "";
    for (;;) {
      const end = this.#buffer.indexOf("\n");
      if (end < 0) return said;
      const line = this.#buffer.slice(0, end);
      this.#buffer = this.#buffer.slice(end + 1);
      if (line[0] !== "[") continue;
      const text = textOf(line);
      if (text === undefined || !text.startsWith(this.#sent)) continue;
      said += text.slice(this.#sent.length);
      this.#sent = text;
    }
  }
}

function textOf(line: string): string | undefined {
  for (const row of JSON.parse(line)) {
    if (row[0] !== "wrb.fr" || typeof row[2] !== "string") continue;
    const text = JSON.parse(row[2])?.[4]?.[0]?.[1]?.[0];
    if (typeof text === "string") return text;
  }
  return undefined;
}

const words =
  ('the of stream model answer with a value of `x` and then "quoted" text, where f(x) = 2 < 3 & so on; item one ' +
    "two three performance tokens arrive in order and every chunk is appended to the last one. ## Heading\n- item\n\n" +
    "```ts\nconst a = [1, 2, 3];\n```\nParagraph follows here and it goes on for a while").split(
      " ",
    );
const foreignWords = ["über", "naïve", "中文字符", "日本語", "→", "😀", "Привет", "€"];

/** The frames of an answer as Google sends them: cumulative, length-prefixed, escaped twice. */
export function makeFrames(shape: Shape): Uint8Array[] {
  const random = seeded(42);
  const step = Math.round(shape.characters / shape.snapshots);
  const frames = [`)]}'\n\n`, frame(inner(undefined, false, false))];
  let text = "";
  for (let i = 1; i <= shape.snapshots; i++) {
    while (text.length < i * step) {
      const list = random() < shape.unicode ? foreignWords : words;
      text += list[Math.floor(random() * list.length)] + " ";
    }
    frames.push(frame(inner(text, shape.repeated, i === shape.snapshots)));
  }
  frames.push(frameOf([["di", 7421], ["af.httprm", 7420, "-5528283091431347341", 18]]));
  frames.push(frameOf([["e", shape.snapshots + 4, null, null, 123456]]));
  return frames.map((piece) => new TextEncoder().encode(piece));
}

function inner(text: string | undefined, repeated: boolean, final: boolean): unknown[] {
  const data: unknown[] = new Array(45).fill(null);
  data[1] = ["c_5b1a4d4dba62a1e6", "r_9c1fd6d0e3ed0a4b"];
  if (text === undefined) return [null, data[1], { "18": "r_9c1fd6d0e3ed0a4b", "44": true }];
  const candidate: unknown[] = new Array(38).fill(null);
  candidate[0] = "rc_2f7c1c0d6b0c8a19";
  candidate[1] = [text];
  candidate[8] = [final ? 2 : 1];
  candidate[9] = "en";
  candidate[12] = [null, null, null, null, null, null, [0], []];
  data[4] = [candidate];
  data[5] = ["Switzerland", "SWML_DESCRIPTION_FROM_YOUR_INTERNET_ADDRESS", false, null];
  data[8] = "CH";
  data[14] = final;
  if (repeated) data[26] = [[[[null, [null, 0, text]]]]];
  data[42] = "3.5 Flash-Lite";
  return data;
}

function frame(data: unknown[]): string {
  return frameOf([["wrb.fr", null, googleJson(data)]]);
}

function frameOf(rows: unknown[]): string {
  const line = googleJson(rows);
  return `${line.length + 2}\n${line}\n`;
}

function googleJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[<>&=']/g, (sign) => "\\u00" + sign.charCodeAt(0).toString(16));
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}

if (import.meta.main) {
  for (const result of benchParse()) {
    const { characters, snapshots, unicode, repeated, pieces, megabytes } = result;
    console.log(
      `${characters} characters in ${snapshots} snapshots (${megabytes.toFixed(1)} MB), ` +
        `${unicode * 100} % unicode, text ${repeated ? "twice" : "once"}, by ${pieces}: ` +
        `reader ${result.readerMs.toFixed(2)} ms, naive ${result.naiveMs.toFixed(1)} ms, ` +
        `1/${result.ratio.toFixed(1)}`,
    );
  }
}
