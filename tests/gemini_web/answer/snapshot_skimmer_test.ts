import { assertEquals } from "@std/assert";
import { SnapshotSkimmer } from "../../../lib/backends/gemini_web/answer/snapshot_skimmer.ts";
import { body, bytesOf, dataLine, snapshotData } from "./streams.ts";

/** Reads snapshots of a text; a backtick at its end is not steady. Tells the text and how many lines were parsed. */
function skim(texts: string[], repeated: boolean): { text: string; parsed: number } {
  const told = { text: "", parsed: 0 };
  const steady = (text: string) => text.endsWith("`") ? text.length - 1 : text.length;
  const grow = (tail: string) => {
    told.text += tail.slice(0, steady(tail));
    return steady(tail);
  };
  const skimmer = new SnapshotSkimmer({
    line(bytes) {
      told.parsed++;
      const [[, , data]] = JSON.parse(new TextDecoder().decode(bytes));
      const value: string = JSON.parse(data)[4][0][1][0];
      told.text = value.slice(0, steady(value));
      return { grown: { value, steady: steady(value) }, unsure: false };
    },
    skimmed: () => false,
    grow,
  });
  skimmer.push(bytesOf(body([])));
  // Each in a read of its own.
  for (const text of texts) {
    skimmer.push(bytesOf(`9\n${dataLine(snapshotData({ text, repeated }))}\n`));
  }
  return told;
}

for (const repeated of [false, true]) {
  Deno.test(`of snapshots that only grow two are parsed, the text ${repeated ? "twice" : "once"} in each`, () => {
    const signs = [...'"One" \\ <two>\n\n`three` 中文 😀 '.repeat(20)];
    const texts = signs.map((_, n) => signs.slice(0, n + 1).join("")).slice(9);
    assertEquals(skim(texts, repeated), { text: texts.at(-1), parsed: 2 });
  });
}
