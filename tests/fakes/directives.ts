import { type JsonValue, tryParseJson } from "../../lib/core/json.ts";

/** What a user's text tells the scripted model to do. */
export interface Directives {
  /** `[[error:N]]` */
  error?: number;
  /** `[[think]]`, or `[[think:TEXT]]` with the thoughts themselves. */
  think?: string;
  /** One for each part between `[[next]]`s. */
  steps: DirectedStep[];
}

export interface DirectedStep {
  /** `[[tool:NAME ARGS]]`, in order. */
  calls: { name: string; args: string }[];
  /** `[[say:TEXT]]` */
  say?: string;
}

/** Whether a text holds any directive. */
export function bearsDirective(text: string): boolean {
  const { error, think, steps } = readDirectives(text);
  return error !== undefined || think !== undefined ||
    steps.some(({ calls, say }) => calls.length > 0 || say !== undefined);
}

/** Reads a text's directives from left to right; what stands inside one is not read again. */
export function readDirectives(text: string): Directives {
  const step: DirectedStep = { calls: [] };
  const directives: Directives = { steps: [step] };
  const opening = /\[\[(?:(tool):([^\s\]]+)\s*|(say|think|error):|(next|think)\]\])/g;
  let current = step;
  for (let match; (match = opening.exec(text));) {
    const [, tool, name = "", worded, bare] = match;
    if (bare === "next") directives.steps.push(current = { calls: [] });
    if (bare === "think") directives.think ??= "";
    if (bare) continue;
    const end = tool ? argumentsEnd(text, opening.lastIndex) : closing(text, opening.lastIndex);
    if (end === undefined) continue;
    const inside = text.slice(opening.lastIndex, end);
    if (tool) current.calls.push({ name, args: inside.trim() });
    else if (worded === "say") current.say ??= inside;
    else if (worded === "think") directives.think ??= inside;
    else if (/^\d{3}$/.test(inside)) directives.error ??= Number(inside);
    opening.lastIndex = end + 2;
  }
  return directives;
}

/** The value that ARGS hold as JSON, also where they came escaped as in a JSON string; else `undefined`. */
export function jsonArguments(args: string): JsonValue | undefined {
  const plain = tryParseJson(args);
  if (plain !== undefined) return plain;
  const unescaped = tryParseJson(`"${args.replaceAll("\n", "\\n")}"`);
  return typeof unescaped === "string" ? tryParseJson(unescaped) : undefined;
}

/**
 * The index behind the JSON object or array that begins at `start`, or `undefined` where its end is missing.
 * `escaped`: every quote and backslash of the JSON has one more backslash before it.
 */
export function jsonEnd(text: string, start: number, escaped = false): number | undefined {
  let depth = 0;
  let inString = false;
  let literal = false;
  for (let at = start, length = 1; at < text.length; at += length) {
    length = escaped && text[at] === "\\" ? 2 : 1;
    const unit = text[at + length - 1];
    if (literal) literal = false;
    else if (inString && unit === "\\") literal = true;
    else if (unit === '"') inString = !inString;
    else if (!inString && (unit === "{" || unit === "[")) depth++;
    else if (!inString && (unit === "}" || unit === "]") && --depth === 0) return at + length;
  }
  return undefined;
}

/** Where a call's ARGS end: behind a JSON object that `]]` follows, else where raw text does. */
function argumentsEnd(text: string, start: number): number | undefined {
  const escaped = /^\{\s*\\"/.test(text.slice(start, start + 40));
  const end = text[start] === "{" ? jsonEnd(text, start, escaped) : undefined;
  const rest = end === undefined ? undefined : text.slice(end, end + 40).match(/^\s*\]\]/);
  return end !== undefined && rest ? end + rest[0].length - 2 : closing(text, start);
}

/** Where a raw text's `]]` stands: the first outside of the text's own brackets, else the first at all. */
function closing(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "[") depth++;
    else if (text[at] === "]" && depth > 0) depth--;
    else if (text.startsWith("]]", at)) return at;
  }
  const first = text.indexOf("]]", start);
  return first < 0 ? undefined : first;
}
