import type { JsonValue } from "../../../lib/core/json.ts";

/** What all snapshots of one answer have in common. */
export interface TurnIds {
  cid: string;
  rid: string;
  rcid: string;
}

export interface ServedModel {
  id: string | null;
  name: string;
}

export interface Citation {
  url: string;
  title: string;
  /** The sentence of the answer that the source supports. */
  claim: string;
}

export interface SnapshotState {
  text: string;
  thoughts?: string;
  final: boolean;
  citations?: readonly Citation[];
  /** Replaces the text where that is a placeholder for a card. */
  cardText?: string;
}

export interface SnapshotShape {
  ids: TurnIds;
  served: ServedModel;
  /** Slots of the array: 47 in the captures, 97 in newer answers. */
  slots: number;
}

/** The inner array of a snapshot: the whole answer so far. Slots as in the captures of August 2026. */
export function snapshot(state: SnapshotState, shape: SnapshotShape): JsonValue {
  const inner: JsonValue[] = new Array(shape.slots).fill(null);
  inner[1] = [shape.ids.cid, shape.ids.rid];
  inner[4] = [candidate(state, shape.ids.rcid)];
  inner[5] = location;
  inner[8] = "CH";
  inner[14] = state.final;
  inner[19] = "en";
  inner[23] = true;
  inner[24] = [null, [false, false, false], null, false];
  inner[26] = [[[[null, [null, 0, state.text]]]]];
  inner[39] = shape.served.id;
  inner[42] = shape.served.name;
  inner[43] = true;
  inner[44] = quickActions;
  inner[46] = 1;
  return inner;
}

/** A frame that holds only some fields, in the sparse form: field N is index N - 1. */
export function sparse(ids: TurnIds, fields: Record<string, JsonValue>): JsonValue {
  return [null, [ids.cid, ids.rid], { ...fields, "44": true }];
}

/** What keeps a connection alive: neither content nor end. Comes in both forms, first in the newer one. */
export function heartbeat(count: number): JsonValue {
  return count % 2 ? [...new Array(36).fill(null), [count]] : [null, null, { "37": [count] }];
}

/** Status of a tool of the web app: 1 starts, 4 ends. */
export function toolStatus(ids: TurnIds, state: 1 | 4): JsonValue {
  const search = [null, null, "Google Search", "https://www.gstatic.com/g.svg", null, "Searching"];
  return sparse(ids, { "7": [null, ["google", search, state]] });
}

function candidate(state: SnapshotState, rcid: string): JsonValue {
  const slots: JsonValue[] = new Array(38).fill(null);
  slots[0] = rcid;
  slots[1] = [state.text];
  if (state.final) slots[2] = [null, null, null, null, [null, null, 5]];
  if (state.citations?.length) slots[2] = [null, grounding(state.text, state.citations)];
  slots[8] = [state.final ? 2 : 1];
  slots[9] = "en";
  slots[12] = [null, null, null, null, null, null, [0], []];
  slots[21] = [false];
  if (state.cardText !== undefined) slots[22] = [state.cardText];
  if (state.citations?.length) slots[27] = true;
  slots[28] = [];
  slots[37] = state.thoughts ? [[state.thoughts]] : [];
  return slots;
}

function grounding(text: string, citations: readonly Citation[]): JsonValue {
  return citations.map(({ url, title, claim }, index) => {
    const start = Math.max(0, text.indexOf(claim));
    const span = [start, start + claim.length];
    const cited: JsonValue = [claim, null, null, [span, span]];
    const site = new URL(url).hostname;
    const source = [url, title, "https://www.gstatic.com/f.png", claim, [cited], null, site, 9, ""];
    return [cited, [index + 1], [source], `spp_${index.toString(16).padStart(16, "0")}`];
  });
}

const location: JsonValue = [
  "Switzerland",
  "SWML_DESCRIPTION_FROM_YOUR_INTERNET_ADDRESS",
  false,
  null,
  "//www.google.com/maps/vt/data=pTAVQAENBmXWLhLVq7y",
];

const quickActions: JsonValue = [[[
  [1004, "Longer", 5, null, ["expand", "https://fonts.gstatic.com/24px.svg", null, true]],
  [1005, "Shorter", 6, null, ["compress", "https://fonts.gstatic.com/24px.svg", null, true]],
  [1001, "Try again", 1, null, ["refresh", "https://fonts.gstatic.com/24px.svg", null, true]],
]]];
