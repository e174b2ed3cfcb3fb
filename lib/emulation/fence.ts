/** A Markdown fence that opens: its sign, how many of them, and whether backslashes stood before them. */
export interface Fence {
  sign: "`" | "~";
  length: number;
  escaped: boolean;
}

/** What the start of a line is, as far as it is known. */
export type LineReading =
  | { type: "text" }
  /** More is needed to know. */
  | { type: "open" }
  /** A code fence opens; its info string begins at that index of the line. */
  | { type: "code"; fence: Fence; from: number }
  /** A call block opens; its body begins at that index of the line. */
  | { type: "call"; fence: Fence; from: number }
  /** The code fence that was open closes. */
  | { type: "closing" };

/** The most of a line that is looked at, and so the most that is held back for its sake. */
export const longestFence = 200;

/** Reads the start of a line outside of code. `ended` says that nothing follows `line`. */
export function readOpening(line: string, ended: boolean): LineReading {
  const [run, backticks, tildes] = openingRun.exec(line)!;
  const signs = backticks ?? tildes ?? "";
  const length = countSigns(signs);
  if (length > mostSigns) return { type: "text" };
  const info = line.slice(run.length);
  if (!ended && (info === "" || info === "\\")) return { type: "open" };
  if (length < 3) return { type: "text" };
  const fence: Fence = { sign: backticks ? "`" : "~", length, escaped: signs.includes("\\") };
  const ours = callInfo.exec(info)?.[0];
  if (ours) return { type: "call", fence, from: run.length + ours.length };
  if (!ended && mayBecomeCallInfo(info)) return { type: "open" };
  return { type: "code", fence, from: run.length };
}

/** Reads the start of a line inside of code. */
export function readClosing(line: string, fence: Fence, ended: boolean): LineReading {
  const indented = line.replace(/^ {0,3}/, "");
  if (indented === "") return ended ? { type: "text" } : { type: "open" };
  if (indented[0] === "\\" && !fence.escaped) return { type: "text" };
  const length = closingLength(indented, fence, ended);
  if (length === undefined) return { type: "open" };
  return length > 0 ? { type: "closing" } : { type: "text" };
}

/**
 * The length of the closing fence that `text` begins with, its line break included; 0 where it begins with none,
 * `undefined` where more is needed to know.
 */
export function closingLength(text: string, fence: Fence, ended: boolean): number | undefined {
  const signs = (fence.sign === "`" ? backticksRun : tildesRun).exec(text)![0];
  const end = signs.length + blanks.exec(text.slice(signs.length))![0].length;
  // With an indentation and a last backslash this is all that is looked at: no more will be known.
  if (end >= longestFence - 4) return 0;
  if (!ended && (end === text.length || text.slice(end) === "\\")) return undefined;
  if (countSigns(signs) < fence.length) return 0;
  if (end === text.length) return end;
  return text[end] === "\n" ? end + 1 : 0;
}

const mostSigns = 60;
const openingRun = /^ {0,3}(?:((?:\\?`)+)|((?:\\?~)+))?/;
const backticksRun = /^(?:\\?`)*/;
const tildesRun = /^(?:\\?~)*/;
const blanks = /^[ \t\r]*/;
/** Our info string up to the line's end or, on the same line, the JSON. */
const callInfo = /^[ \t]{0,8}tool\\?[_-]?calls?[ \t\r]{0,8}(?:\n|(?=\\?[{[]))/i;
const longestCallInfo = 8 + "tool\\_calls".length + 8;

function mayBecomeCallInfo(info: string): boolean {
  if (info.length > longestCallInfo) return false;
  const word = info.trim().toLowerCase().replace(/^tool\\?[_-]?/, "tool");
  if (/\s$/.test(info) && word !== "") return /^toolcalls?\\?$/.test(word);
  return "toolcalls".startsWith(word) || /^toolcalls?\\$/.test(word);
}

function countSigns(signs: string): number {
  return signs.replaceAll("\\", "").length;
}
