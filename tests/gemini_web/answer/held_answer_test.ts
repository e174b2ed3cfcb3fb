import { assert, assertEquals } from "@std/assert";
import type { GenerateEvent } from "../../../lib/core/generate_event.ts";
import { AnswerReader } from "../../../lib/backends/gemini_web/answer/answer_reader.ts";
import { answer, bytesOf, type FakeSnapshot, randomCuts, seeded, textOf } from "./streams.ts";

/** What is said before the end, and in all. */
function heldAnswer(snapshots: FakeSnapshot[], cuts: number[], longest = Infinity) {
  const bytes = bytesOf(answer(snapshots));
  const reader = new AnswerReader();
  reader.hold(longest);
  const early: GenerateEvent[] = [];
  let from = 0;
  for (const cut of [...cuts.map((part) => part % bytes.length).sort((a, b) => a - b)]) {
    reader.push(bytes.subarray(from, cut));
    from = cut;
    early.push(...reader.take());
  }
  reader.push(bytes.subarray(from));
  reader.settle();
  early.push(...reader.take());
  reader.end();
  return { early, all: [...early, ...reader.take()] };
}

Deno.test("a held answer is its last snapshot, whatever came before, however it is cut", () => {
  const random = seeded(3);
  const words = ["one ", "two\n", "`c` ", "\\*", "中", "😀", "**b** ", "<b> "];
  const text = () => Array.from({ length: random(30) }, () => words[random(words.length)]).join("");
  for (let round = 0; round < 200; round++) {
    const texts = Array.from({ length: 1 + random(5) }, text);
    // Some grow as they should.
    const snapshots = texts.map((_, at) =>
      random(2) ? texts.slice(0, at + 1).join("") : texts[at]!
    );
    const last = `${snapshots.at(-1)}.`;
    const played: FakeSnapshot[] = [
      { thoughts: "Hm" },
      ...snapshots.map((each) => ({ text: each, thoughts: "Hm, well" })),
      { text: last, thoughts: "Hm, well.", final: "candidate" },
    ];
    const { early, all } = heldAnswer(played, randomCuts(random, 100_000, 9));
    assertEquals(early, []);
    assertEquals([textOf(all, "reasoning"), textOf(all)], ["Hm, well.", last]);
  }
});

Deno.test("a text longer than is wanted is held no longer", () => {
  const snapshots = ["one two", "one two three", "one two three four"].map((text) => ({ text }));
  const { early, all } = heldAnswer([...snapshots, { text: "one two three four five" }], [], 10);
  assert(textOf(early).startsWith("one two three"));
  assertEquals(textOf(all), "one two three four five");
});
