import { type JsonValue, tryParseJson } from "../core/json.ts";
import { jsonTexts } from "./lenient_json.ts";

/**
 * The JSON in an answer: all of it, or the inside of a fence, or what stands between the first and the last bracket.
 * `undefined` where none of these is JSON.
 */
export function jsonIn(answer: string): { text: string; value: JsonValue } | undefined {
  for (const candidate of candidates(answer)) {
    const [mended = "", ...more] = jsonTexts(candidate);
    for (const text of more.length > 0 ? [candidate] : [candidate, mended]) {
      const value = tryParseJson(text);
      if (value !== undefined) return { text, value };
    }
  }
  return undefined;
}

function* candidates(answer: string): Generator<string> {
  const whole = answer.trim();
  yield whole;
  const fence = /^[ \t]{0,3}(`{3,}|~{3,})[ \t]*(?:json\w*[ \t]*)?$/im.exec(answer);
  if (fence) {
    const from = fence.index + fence[0].length;
    const to = answer.lastIndexOf(`\n${fence[1]}`);
    if (to >= from) yield answer.slice(from, to).trim();
    else yield answer.slice(from).trim();
  }
  const from = whole.search(/[{[]/);
  const to = Math.max(whole.lastIndexOf("}"), whole.lastIndexOf("]"));
  if (from < 0 || to < from) return;
  const inner = whole.slice(from, to + 1);
  // `[1]` and `{}` among words are a footnote or code, and so is `a["b"]`.
  const begins = inner[0] === "{" || /(?:^|[\n:])[ \t]*$/.test(whole.slice(0, from));
  if (begins && /[",]/.test(inner)) yield inner;
}
