import type { JsonValue } from "../../../lib/core/json.ts";
import { bardErrorRow, closingFrames, dataRow, frame, framePrefix } from "./frames.ts";
import {
  type Citation,
  heartbeat,
  type ServedModel,
  snapshot,
  type SnapshotState,
  sparse,
  toolStatus,
  type TurnIds,
} from "./snapshot.ts";

/** One answer of the web app, and how it arrives. */
export interface WebAnswer {
  text: string;
  thoughts?: string;
  /** The cumulative texts of the unfinished snapshots; without, the text is cut into `pieces`. */
  snapshots?: readonly string[];
  /** Unfinished snapshots an answer has. */
  pieces: number;
  /** What makes unfinished snapshots differ from the plain start of the text. */
  flicker?: readonly Flicker[];
  /** Milliseconds between frames. */
  delayMs: number;
  /** Bytes of each write; without, a write is a frame. */
  writeBytes?: number;
  /** The model that says it served; without, it follows from the request. */
  served?: ServedModel;
  /** Slots of a snapshot. */
  slots: number;
  /** Heartbeats before the first snapshot. */
  heartbeats: number;
  /** A search of the web app's own before the text. */
  search?: boolean;
  /** Sources; they come once the text is complete. */
  citations?: readonly Citation[];
  /** The real text where `text` is a placeholder like `http://googleusercontent.com/card_content/0`. */
  cardText?: string;
  title: string;
  /** `open`: a heartbeat instead of the last row, and the connection stays. */
  tail: "complete" | "open";
  /** An error row after the complete answer; 1096 is the usual one. */
  lateError?: number;
  /** Signs written as \u00xx besides quotes and the like. */
  escaped: RegExp;
}

/**
 * `closing-fence`: an open code fence looks closed. `escaped-marker`: the last markdown sign has a backslash before it.
 * `stale`: an earlier snapshot comes once more. `rewritten`: the start of one snapshot differs from the final text.
 */
export type Flicker = "closing-fence" | "escaped-marker" | "stale" | "rewritten";

export const plainAnswer: WebAnswer = {
  text: "stub: ok",
  pieces: 3,
  delayMs: 0,
  slots: 47,
  heartbeats: 0,
  title: "A scripted chat",
  tail: "complete",
  escaped: /[<>&=]/g,
};

/** Where in an answer something can be held, cut or put in. */
export type StepName =
  | "meta"
  | "heartbeat"
  | "search"
  | `thoughts-${number}`
  | `piece-${number}`
  | "grounding"
  | "final"
  | "title"
  | "context"
  | "late-error"
  | "end";

export interface Step {
  name: StepName;
  text: string;
}

export interface TurnSetting {
  ids: TurnIds;
  served: ServedModel;
  /** Whether the request asked for snapshots. */
  streaming: boolean;
}

/** The frames of an answer, in the order of the captures. */
export function* answerSteps(answer: WebAnswer, setting: TurnSetting): Generator<Step> {
  const { ids, served, streaming } = setting;
  const shape = { ids, served, slots: answer.slots };
  let bytes = framePrefix.length;
  let rows = 0;
  const step = (name: StepName, inner: JsonValue, row = dataRow(inner, answer.escaped)): Step => {
    const text = frame([row]);
    bytes += encoder.encode(text).length;
    rows++;
    return { name, text: rows === 1 ? framePrefix + text : text };
  };
  const shot = (name: StepName, state: SnapshotState) => step(name, snapshot(state, shape));

  const { rid, cid } = ids;
  yield step("meta", [null, [null, rid], { "18": rid, "21": ["fZ_OoXR4U8hSZjKaDN"], "44": true }]);
  for (let beat = 0; beat < answer.heartbeats; beat++) yield step("heartbeat", heartbeat(beat));
  if (answer.search) {
    yield step("search", toolStatus(ids, 1));
    yield step("search", toolStatus(ids, 4));
  }
  const { thoughts, citations, cardText } = answer;
  if (streaming) {
    for (const [index, part] of starts(thoughts ?? "", answer.pieces).entries()) {
      yield shot(`thoughts-${index + 1}`, { text: "", thoughts: part, final: false });
    }
    for (const [index, text] of unfinished(answer).entries()) {
      yield shot(`piece-${index + 1}`, { text, thoughts, final: false });
    }
    if (citations) {
      yield shot("grounding", { text: answer.text, thoughts, final: false, citations });
    }
  }
  yield shot("final", { text: answer.text, thoughts, final: true, citations, cardText });
  yield step("title", sparse(ids, { "11": [answer.title] }));
  yield step("context", sparse(ids, { "26": "AwAAAAAAAAAQwBHO-LzoF6J9saN1_Rk" }));
  yield step("context", sparse(ids, { "46": [cid, ""], "52": [] }));
  if (answer.lateError) yield step("late-error", null, bardErrorRow(answer.lateError));
  if (answer.tail === "open") yield step("end", heartbeat(0));
  else yield { name: "end", text: closingFrames(bytes, rows) };
}

/** Growing starts of a text, the last one being all of it. Never cuts a surrogate pair. */
export function starts(text: string, count: number): string[] {
  const found: string[] = [];
  for (let n = 1; n <= count && text; n++) {
    let end = Math.ceil((text.length * n) / count);
    if (n < count && isHighSurrogate(text.charCodeAt(end - 1))) end--;
    if (end > (found.at(-1)?.length ?? 0)) found.push(text.slice(0, end));
  }
  return found;
}

function unfinished(answer: WebAnswer): readonly string[] {
  if (answer.snapshots) return answer.snapshots;
  let texts = starts(answer.text, answer.pieces);
  for (const flicker of answer.flicker ?? []) texts = flickers[flicker](texts);
  return texts;
}

const flickers: Record<Flicker, (texts: string[]) => string[]> = {
  "closing-fence": (texts) =>
    texts.map((text) => (text.match(/^```/gm)?.length ?? 0) % 2 ? `${text}\n\`\`\`` : text),
  "escaped-marker": (texts) => texts.map((text) => text.replace(/([*_~`])([^*_~`]*)$/, "\\$1$2")),
  "stale": (texts) => texts.flatMap((text, index) => [text, texts[index - 1] ?? text]),
  "rewritten": (texts) =>
    texts.map((text, index) => index === texts.length >> 1 ? text.toUpperCase() : text),
};

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

const encoder = new TextEncoder();
