import { assertEquals } from "@std/assert";
import { textRequest } from "../../lib/core/generate_request.ts";
import type { Generation } from "../../lib/core/generation.ts";
import { textOf } from "../../lib/core/generation.ts";
import { block, now, tools, weather } from "./corpus/case.ts";
import { answerOf, fakeBackend, userRequest } from "./fake_backend.ts";
import { cut, seeded } from "./random.ts";

const harmless = [
  "word ",
  "\n",
  "\n\n",
  "😀",
  "é",
  "`",
  "``",
  "\\",
  " ",
  "    ",
  "\t",
  "\r\n",
  '{"a": ',
  "}",
  "[",
  "]",
  '"',
  "* ",
  "- ",
  "#",
];
const markers = [
  "```",
  "````",
  "~~~",
  "\\`\\`\\`",
  "tool_call",
  "tool\\_call",
  "```tool_call\n",
  "```json\n",
  "```\n",
  block(weather) + "\n",
  block(now),
  weather,
  '{"name": "now"',
  "[User]",
  "[Assistant]\n",
  "\\[User\\]\n",
  "[Tool result: a b]\n",
  "[Tool",
];

function randomText(fragments: string[], length: number, random: () => number): string {
  const pick = () => fragments[Math.floor(random() * fragments.length)];
  return Array.from({ length }, pick).join("");
}

function outcome({ parts, finishReason }: Generation) {
  return { parts, finishReason };
}

Deno.test("any cutting of any answer gives the same text and the same calls", async () => {
  const random = seeded(11);
  for (let run = 0; run < 600; run++) {
    const answer = randomText([...markers, ...markers, ...harmless], 2 + run % 20, random);
    const second = randomText([...markers, ...harmless], 6, random);
    const request = userRequest("Hi", {
      tools,
      parallelToolCalls: random() < 0.7,
      stop: random() < 0.3 ? ["\n\n\n", "word}"] : [],
    });
    const whole = outcome(await answerOf(fakeBackend([answer, second]), request));
    for (const longest of [1, 4, 30]) {
      const scripts = [cut(answer, longest, random), cut(second, longest, random)];
      const pieces = outcome(await answerOf(fakeBackend(scripts), request));
      assertEquals(pieces, whole, JSON.stringify(answer));
    }
  }
});

Deno.test("an answer without blocks of ours comes through byte for byte", async () => {
  const random = seeded(5);
  const codes = [
    "```py\nprint('```')\n```\n",
    "````md\n```tool_call\n{}\n```\n````\n",
    "~~~\n```tool_call\n{}\n~~~\n",
  ];
  for (let run = 0; run < 300; run++) {
    const answer = "Answer: " + randomText([...harmless, ...codes], 30, random);
    const backend = fakeBackend([cut(answer, 8, random)]);
    assertEquals(textOf(await answerOf(backend, userRequest("Hi", { tools }))), answer);
  }
});

Deno.test("in a conversation without tools every block is text, byte for byte", async () => {
  const random = seeded(6);
  const messages = [
    { role: "system" as const, parts: [{ type: "text" as const, text: "S" }] },
    ...userRequest("Hi").messages,
  ];
  for (let run = 0; run < 300; run++) {
    const answer = "Answer:\n" + randomText([...harmless, ...markers], 20, random) + "\nEnd.";
    const backend = fakeBackend([cut(answer, 8, random)]);
    assertEquals(textOf(await answerOf(backend, textRequest("fake", messages))), answer);
  }
});
