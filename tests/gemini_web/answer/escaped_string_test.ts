import { assertEquals } from "@std/assert";
import {
  closingEscape,
  elementEnd,
  isDoubtful,
  skipUnits,
  stringEnd,
  stringStart,
  unescapeTwice,
} from "../../../lib/backends/gemini_web/answer/escaped_string.ts";
import { bytesOf } from "./streams.ts";

const texts = [
  'say "hi"',
  "\\",
  "\\\\",
  '\\"',
  '"\\',
  "a\nb\tc",
  "中文😀é",
  "\ud83d",
  "\u0001<>",
  "{[,]}",
  "",
];

function escapedTwice(value: unknown): string {
  return JSON.stringify(JSON.stringify(value)).slice(1, -1);
}

/** One character per byte. */
function byByte(text: string): string {
  return String.fromCharCode(...bytesOf(text));
}

for (const text of texts) {
  Deno.test(`the ends of ${JSON.stringify(text)} are found, and its text`, () => {
    const raw = escapedTwice(text).slice(2, -2);
    const bytes = bytesOf(escapedTwice([1, "before\\", text, 'after"']));
    const start = bytesOf(escapedTwice([1, "before\\"])).length - 1 + 3;
    const end = start + bytesOf(raw).length;
    assertEquals(stringEnd(bytes, start), end);
    assertEquals(closingEscape(byByte(escapedTwice([text, "after"])).slice(3)), end - start);
    assertEquals(stringStart(bytes, end), start);
    assertEquals(unescapeTwice(raw), text);
    assertEquals(skipUnits(bytes, start, text.length), end);
  });
}

Deno.test("the end of an element is found behind strings and nested arrays", () => {
  const text = escapedTwice([null, ["a,]", { b: "]\\" }], "c,", 4]);
  const after = (part: string) => text.indexOf(part) + part.length;
  assertEquals(elementEnd(bytesOf(text), 1, 0), after("null"));
  assertEquals(elementEnd(bytesOf(text), 1, 1), text.indexOf(",", after("}")));
  assertEquals(elementEnd(bytesOf(text), 1, 3), text.length - 1);
  assertEquals(elementEnd(bytesOf(text), 1, 4), -1);
});

Deno.test("an end that may be made up is doubtful", () => {
  const doubtful = (text: string) => isDoubtful(byByte(escapedTwice(text).slice(2, -2)));
  for (const text of ["a`", "\\*b", "\\", "a\ufffdb", "\ud83d", "\n```"]) {
    assertEquals(doubtful(text), true, text);
  }
  for (const text of ["", "a", "`a` ", 'a "b"\n', '\n\n"\n', "，。", "😀", "\u0001"]) {
    assertEquals(doubtful(text), false, text);
  }
});
