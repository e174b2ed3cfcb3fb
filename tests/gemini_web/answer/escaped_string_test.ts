import { assertEquals } from "@std/assert";
import {
  elementEnd,
  skipUnits,
  stringEnd,
  StringScanner,
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

/** Scans the bytes in two pieces. */
function scan(bytes: Uint8Array, cut: number) {
  const scanner = new StringScanner();
  const end = scanner.advance(bytes.subarray(0, cut), 0);
  return scanner.closed || end < cut
    ? { scanner, end }
    : { scanner, end: cut + scanner.advance(bytes.subarray(cut), 0) };
}

for (const text of texts) {
  Deno.test(`the ends of ${JSON.stringify(text)} are found, and its text`, () => {
    const raw = escapedTwice(text).slice(2, -2);
    const bytes = bytesOf(escapedTwice([1, "before\\", text, 'after"']));
    const start = bytesOf(escapedTwice([1, "before\\"])).length - 1 + 3;
    const end = start + bytesOf(raw).length;
    assertEquals(stringEnd(bytes, start), end);
    const rest = bytesOf(escapedTwice([text, "after"]).slice(3));
    for (let cut = 0; cut <= rest.length; cut++) {
      const { scanner, end: quote } = scan(rest, cut);
      assertEquals([scanner.closed, quote - 1], [true, end - start], `cut at ${cut}`);
    }
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

Deno.test("a line break ends a scan without closing the string", () => {
  for (const text of ["ab\\\\nc", "ab\\", "ab\\\\", ""]) {
    const { scanner, end } = scan(bytesOf(`${text}\nd\\"`), 1);
    assertEquals([scanner.closed, end], [false, text.length]);
  }
});

Deno.test("a backslash, U+FFFD and half a character are doubtful", () => {
  const doubtful = (text: string, cut: number) =>
    scan(bytesOf(escapedTwice(text).slice(2)), cut).scanner.doubtful;
  for (const text of ["\\*b", "\\", "a\ufffdb", "\ud83d"]) {
    for (let cut = 0; cut < 8; cut++) assertEquals(doubtful(text, cut), true, text);
  }
  for (const text of ["", "a", "`a` ", 'a "b"\n', '\n\n"\n', "，。", "😀", "\u0001"]) {
    assertEquals(doubtful(text, 0), false, text);
  }
});
