import type { GenerateEvent } from "../../../lib/core/generate_event.ts";
import { AnswerReader } from "../../../lib/backends/gemini_web/answer/answer_reader.ts";

/** A snapshot as the fake Google below sends it. */
export interface FakeSnapshot {
  text?: string;
  thoughts?: string;
  /** How the end is told: in the candidate, behind it, or not at all. */
  final?: "candidate" | "data";
  /** More elements of the candidate, by index. */
  candidate?: Record<number, unknown>;
  /** More elements of the data, by index. */
  data?: Record<number, unknown>;
  /** Whether the text stands a second time behind the candidate. */
  repeated?: boolean;
}

export type Escapes = "google" | "plain" | "ascii";

export function snapshotData(snapshot: FakeSnapshot): unknown[] {
  const candidate: unknown[] = new Array(38).fill(null);
  candidate[0] = "rc_979cd0c9bf0d0007";
  candidate[1] = [snapshot.text ?? ""];
  candidate[8] = [snapshot.final === "candidate" ? 2 : 1];
  candidate[9] = "en";
  candidate[12] = [null, null, null, null, null, null, [0], []];
  if (snapshot.thoughts !== undefined) candidate[37] = [[snapshot.thoughts]];
  Object.assign(candidate, snapshot.candidate);
  const data: unknown[] = new Array(45).fill(null);
  data[1] = ["c_70b70714a8f2aff0", "r_f0e5ae6fc65c2077"];
  data[4] = [candidate];
  data[5] = ["Switzerland", "SWML_DESCRIPTION_FROM_YOUR_INTERNET_ADDRESS", false];
  data[14] = snapshot.final !== undefined;
  if (snapshot.repeated) data[26] = [[[[null, [null, 0, snapshot.text]]]]];
  Object.assign(data, snapshot.data);
  return data;
}

export const metaData = [null, [null, "r_f0e5ae6fc65c2077"], { "18": "r_f0e5ae6fc65c2077" }];
export const statusData = [null, ["c_7", "r_f"], { "7": ["google", ["Google Search"], 1] }];
export const heartbeatData = [null, null, { "37": [0] }];
export const endRow = ["e", 9, null, null, 7092];

export function dataLine(data: unknown, escapes: Escapes = "google"): string {
  return rowsLine([["wrb.fr", null, json(data, escapes)]], escapes);
}

export function rowsLine(rows: unknown[], escapes: Escapes = "google"): string {
  return json(rows, escapes);
}

export function body(lines: string[]): string {
  return `)]}'\n\n${lines.map((line) => `${line.length + 2}\n${line}\n`).join("")}`;
}

/** The body of a plain answer that came in these snapshots. */
export function answer(snapshots: FakeSnapshot[], escapes: Escapes = "google"): string {
  const lines = snapshots.map((snapshot) => dataLine(snapshotData(snapshot), escapes));
  return body([dataLine(metaData), ...lines, rowsLine([endRow])]);
}

function json(value: unknown, escapes: Escapes): string {
  const plain = JSON.stringify(value);
  if (escapes === "plain") return plain;
  const signs = escapes === "google" ? /[<>&=']/g : /[<>&=']|[^\0-~]/g;
  return plain.replace(signs, (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"));
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Pushes the bytes cut at these places; each piece is wiped after the call, as a caller that reuses it may do. */
export function read(bytes: Uint8Array, cuts: Iterable<number> = []): AnswerReader {
  const reader = new AnswerReader();
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    const piece = bytes.slice(from, cut);
    reader.push(piece);
    piece.fill(33);
    from = cut;
  }
  return reader;
}

/** All events of the body, neighbours joined. */
export function eventsOf(bytes: Uint8Array, cuts: Iterable<number> = []): GenerateEvent[] {
  const reader = read(bytes, cuts);
  reader.end();
  return reader.take();
}

export function textOf(events: GenerateEvent[], type: "text" | "reasoning" = "text"): string {
  return events.map((event) => event.type === type ? event.delta : "").join("");
}

/** Whole numbers from 0 up to `below`, the same for the same seed. */
export function seeded(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 8) / 0x1000000) * below);
  };
}

export function randomCuts(random: (below: number) => number, length: number, most: number) {
  const cuts = Array.from({ length: random(most) + 1 }, () => random(length + 1));
  return cuts.sort((a, b) => a - b);
}
