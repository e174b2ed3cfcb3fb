import { assert, assertEquals } from "@std/assert";
import type { FakeSnapshot } from "./streams.ts";
import { readNaively } from "./naive_reader.ts";
import {
  body,
  bytesOf,
  dataLine,
  endRow,
  eventsOf,
  heartbeatData,
  metaData,
  randomCuts,
  rowsLine,
  seeded,
  snapshotData,
  statusData,
} from "./streams.ts";
import { AnswerReader } from "../../../lib/backends/gemini_web/answer/answer_reader.ts";

const tokens = [
  "Hello ",
  "world",
  " and ",
  "so on. ",
  "\n",
  "\n\n",
  "* item ",
  "**bold** ",
  "_it_ ",
  "`code` ",
  "``",
  "`",
  "~",
  "```js\n",
  "\n```\n",
  "\n```",
  "  ```",
  '"quoted" ',
  "'",
  "\\",
  "\\\\",
  "\\*",
  "\\_ ",
  "\\n",
  "\\u003c ",
  '\\"',
  "<b>&amp;</b> ",
  "x = 1 < 2 ",
  "中文，字符",
  "日本語。",
  "😀",
  "👩‍👩‍👧",
  "é",
  "→",
  "\t",
  "\u00a0",
  "\u2028",
  '{"a": [1, 2]}',
  "[link](https://example.com/a?b=c) ",
  "\ufffd",
  "\ufeff",
  "\u0001",
  "h",
  "ht",
  "http",
  "[",
  "](",
  " [cite: 1, 2]",
  "<!-- end list -->\n",
  "http://googleusercontent.com/image_generation_content/0\n\n",
  "https://googleusercontent.com/x/0_621 ",
  '<FollowUp label="a" query="b"/>',
  "<ctrl94>thought\nhm<ctrl95>",
  '<ElicitationsGroup a="b"><Elicitation label="c"/></ElicitationsGroup>',
  "<Foll",
  "[cite",
  "$x^2$ ",
  "3 \\* 4 ",
  "```python?code_reference&code_event_index=1\nprint(1)\n```\n",
  "](https://www.google.com/search?q=https%3A%2F%2Fexample.com%2F) ",
];

function randomText(random: (below: number) => number, count: number): string {
  return Array.from({ length: count }, () => tokens[random(tokens.length)]).join("");
}

/** What Google does to the end of an unfinished text, and worse. */
function distorted(text: string, random: (below: number) => number): string {
  switch (random(12)) {
    case 0:
      return text + "\n```";
    case 1:
      return text.replace(/([`*_~])([^`*_~\n]*)$/, "\\$1$2");
    case 2:
      return text.slice(0, -1) + "\ufffd\ufffd";
    case 3:
      return text.slice(0, random(text.length + 1));
    case 4:
      return random(4)
        ? text
        : text.slice(0, text.length >> 1) + "?" + text.slice(text.length >> 1);
    default:
      return text;
  }
}

function randomBody(seed: number): string {
  const random = seeded(seed);
  const escapes = (["google", "plain", "ascii"] as const)[random(3)] ?? "plain";
  const clean = random(2) === 0;
  const repeated = random(2) === 0;
  const thoughts = random(3) === 0 ? randomText(random, 30) : undefined;
  const text = randomText(random, 5 + random(100));
  const lines = [dataLine(metaData, escapes)];
  const add = (snapshot: FakeSnapshot) => {
    if (random(15) === 0) lines.push(dataLine(random(2) ? statusData : heartbeatData, escapes));
    lines.push(dataLine(snapshotData({ ...snapshot, repeated }), escapes));
  };
  const say = (part: string) => clean ? part : distorted(part, random);
  for (let at = 0; thoughts && at < thoughts.length; at += random(20)) {
    add({ thoughts: say(thoughts.slice(0, at)) });
  }
  for (let at = random(9); at < text.length; at += random(25)) {
    const kept = random(9) ? thoughts : undefined;
    add({
      text: say(text.slice(0, at)),
      thoughts: kept,
      data: { 42: random(20) ? "Flash" : "Pro" },
    });
  }
  const final = (["candidate", "data", undefined] as const)[random(3)];
  add({ text, thoughts, final });
  if (random(2)) lines.push(dataLine(heartbeatData, escapes));
  lines.push(rowsLine([["di", 1], ["af.httprm", 1, "7", 1]]), rowsLine([endRow]));
  return body(lines);
}

Deno.test("any chunking of any stream gives what parsing every frame gives", () => {
  for (let seed = 1; seed <= 120; seed++) {
    const stream = randomBody(seed);
    const bytes = bytesOf(stream);
    const expected = readNaively(stream);
    const random = seeded(seed + 1000);
    const frames = [...stream.matchAll(/\n/g)].map((match) =>
      bytesOf(stream.slice(0, match.index)).length + 1
    );
    const cuts = [
      [],
      frames,
      randomCuts(random, bytes.length, 5),
      randomCuts(random, bytes.length, 200),
    ];
    for (const cut of cuts) {
      assertEquals(eventsOf(bytes, cut), expected, `seed ${seed}, cuts ${cut.join(" ")}`);
    }
  }
});

Deno.test("settling at any time does not change what is said", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const stream = randomBody(seed);
    const bytes = bytesOf(stream);
    const random = seeded(seed + 2000);
    const reader = new AnswerReader();
    let from = 0;
    for (const cut of [...randomCuts(random, bytes.length, 60), bytes.length]) {
      reader.push(bytes.subarray(from, cut));
      if (random(2)) reader.settle();
      from = cut;
    }
    reader.end();
    assertEquals(reader.take(), readNaively(stream), `seed ${seed}`);
  }
});

Deno.test("a stream cut short anywhere gives what parsing its whole frames gives", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const bytes = bytesOf(randomBody(seed));
    const random = seeded(seed + 3000);
    for (let i = 0; i < 5; i++) {
      const part = bytes.slice(0, random(bytes.length));
      const expected = readNaively(new TextDecoder().decode(part));
      assertEquals(eventsOf(part, randomCuts(random, part.length, 9)), expected, `seed ${seed}`);
    }
  }
});

Deno.test("the recorded streams give the same events however they are cut", async () => {
  const folder = new URL("../../../../shared/protocol/captures/", import.meta.url);
  for (const { name, places } of await recordedStreams(folder)) {
    const bytes = await Deno.readFile(new URL(name, folder));
    const expected = eventsOf(bytes);
    const text = new TextDecoder().decode(bytes);
    assertEquals(expected.filter((event) => event.type !== "citation"), readNaively(text), name);
    for (const place of places(bytes.length)) {
      assertEquals(eventsOf(bytes, [place]), expected, `${name} cut at ${place}`);
    }
    const random = seeded(bytes.length);
    for (let i = 0; i < 20; i++) {
      assertEquals(eventsOf(bytes, randomCuts(random, bytes.length, 500)), expected, name);
    }
    const everyByte = Array.from({ length: bytes.length }, (_, i) => i);
    assertEquals(eventsOf(bytes, everyByte), expected, `${name} byte by byte`);
  }
});

async function recordedStreams(folder: URL) {
  const found: { name: string; places: (length: number) => Iterable<number> }[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (!/^(streamgenerate-(?!request)|error|status|image).*\.txt$/.test(name)) continue;
      const { size } = await Deno.stat(new URL(name, folder));
      const random = seeded(7);
      const places = size < 10_000
        ? (length: number) => Array.from({ length }, (_, i) => i)
        : (length: number) => Array.from({ length: 150 }, () => random(length));
      found.push({ name, places });
    }
  } catch {
    return []; // the recordings are not part of this folder
  }
  assert(found.length > 0);
  return found;
}
