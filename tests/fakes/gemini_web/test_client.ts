import type { JsonValue } from "../../../lib/core/json.ts";
import { generatePath } from "./generate_call.ts";

export interface TestCall {
  prompt: string;
  cookie?: string;
  token?: string;
  label?: string;
  modelId?: string;
  /** Changes the request before it is sent. */
  change?: (inner: JsonValue[], headers: Headers) => void;
  signal?: AbortSignal;
}

/** Sends what a browser would: a request that the fake must take. */
export function generate(url: string, call: TestCall): Promise<Response> {
  const uuid = crypto.randomUUID().toUpperCase();
  const inner: JsonValue[] = new Array(97).fill(null);
  const values: Record<number, JsonValue> = {
    0: [call.prompt, 0, null, null, null, null, 0],
    1: ["en"],
    2: ["", "", "", null, null, null, null, null, null, ""],
    6: [0],
    7: 1,
    10: 1,
    11: 0,
    17: [[0]],
    18: 0,
    27: 1,
    30: [4],
    41: [1],
    53: 0,
    59: uuid,
    61: [],
    68: 1,
    79: 1,
    80: 1,
    91: 0,
    96: 1,
  };
  for (const [slot, value] of Object.entries(values)) inner[Number(slot)] = value;
  const headers = new Headers({
    "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
    "origin": "https://gemini.google.com",
    "referer": "https://gemini.google.com/",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64)",
    "x-same-domain": "1",
    "x-goog-ext-525005358-jspb": JSON.stringify([uuid, 1]),
    "cookie": call.cookie ?? "NID=1; COMPASS=2",
  });
  if (call.modelId) {
    headers.set("x-goog-ext-525001261-jspb", JSON.stringify([1, null, null, null, call.modelId]));
  }
  call.change?.(inner, headers);
  const body = new URLSearchParams({ "f.req": JSON.stringify([null, JSON.stringify(inner)]) });
  if (call.token) body.set("at", call.token);
  const label = call.label ? `&bl=${call.label}` : "";
  return fetch(`${url}${generatePath}?hl=en&_reqid=12345&rt=c${label}`, {
    method: "POST",
    headers,
    body: body.toString(),
    redirect: "manual",
    signal: call.signal,
  });
}

export interface Frames {
  /** Each frame's rows, with data rows' inner arrays decoded. */
  rows: JsonValue[][];
  texts: string[];
  thoughts: string[];
  states: (JsonValue | undefined)[];
  /** Whether each length said what it should. */
  lengthsRight: boolean;
}

/** Reads a body in the plainest way. */
export function readFrames(body: string): Frames {
  const frames: Frames = { rows: [], texts: [], thoughts: [], states: [], lengthsRight: true };
  const lines = body.split("\n");
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("[")) continue;
    if (Number(lines[index - 1]) !== line.length + 2) frames.lengthsRight = false;
    const rows = JSON.parse(line) as JsonValue[][];
    for (const row of rows) readRow(row, frames);
  }
  return frames;
}

function readRow(row: JsonValue[], frames: Frames): void {
  const inner = row[0] === "wrb.fr" && typeof row[2] === "string" ? JSON.parse(row[2]) : row;
  frames.rows.push(inner);
  const candidate = row === inner ? undefined : inner[4]?.[0];
  if (!candidate) return;
  frames.texts.push(candidate[1][0]);
  frames.thoughts.push(candidate[37]?.[0]?.[0] ?? "");
  frames.states.push(candidate[8][0]);
}
