import type { Piece } from "../../../lib/backends/gemini_web/answer/growing_text.ts";
import { assertEquals } from "@std/assert";
import { TextCleaner } from "../../../lib/backends/gemini_web/answer/text_cleaner.ts";

function clean(text: string, cuts: number[] = []): { text: string; reasoning: string } {
  const cleaner = new TextCleaner();
  const pieces: Piece[] = [];
  let from = 0;
  for (const cut of [...cuts, text.length]) {
    pieces.push(...cleaner.push(text.slice(from, cut)));
    from = cut;
  }
  pieces.push(...cleaner.end());
  const of = (type: string) =>
    pieces.map((piece) => piece.type === type ? piece.delta : "").join("");
  return { text: of("text"), reasoning: of("reasoning") };
}

/** The text as it leaves, whole, in two pieces cut anywhere, and unit by unit. */
function cleaned(text: string): string {
  const whole = clean(text);
  for (let cut = 0; cut <= text.length; cut++) {
    assertEquals(clean(text, [cut]), whole, `cut at ${cut}`);
  }
  assertEquals(clean(text, Array.from(text, (_, i) => i)), whole, "unit by unit");
  return whole.text;
}

const unchanged = [
  "plain text, 2 < 3 & 4 > 1, `x`, **b**, [link](https://example.com/a_(b)), h, ht, http://example.com\n\n  ",
  '```tool_call\n{"name": "a", "arguments": {"url": "https://www.google.com/search?q=https://x.y"}}\n```',
  "````md\n```js\nhttp://googleusercontent.com/card_content/0\n```\n[cite: 1]\n````\nafter",
  '~~~\n<FollowUp label="a" query="b"/>\n```\n<!-- end list -->\n~~~\n',
  "Write `<!-- end list -->` or `[cite: 1]` or `<ctrl94>thought`.",
  'A <FollowUp> component and <FollowUp label={x}/> and <ElicitationsGroupX a="b">',
  "See [cite: this] and [cite:] and [citation](x) and [ and ]( and ](https://www.google.com/maps)",
  "[cats](https://www.google.com/search?q=cats)",
  "1. one\n   ```py\n   [cite: 1]\n   ```\n2. two\n",
  "``` not `code` ``` [x]\n```",
  "```ts@v1 [cite: 1]\n[cite: 2]\n```\n",
  "```python?code_reference and more [cite: 1]\n[cite: 2]\n```",
  "~~~ `a` \n[cite: 1]\n~~~",
  "```\n```\n``` ``` [x] ```js\n```js\n[cite: 1]",
  `\`\`\`text?code_${"x".repeat(300)} http`,
  "\u{1f600} 中文 \u2028 \ufeff \\* \\` \n\n\n",
];

for (const text of unchanged) {
  Deno.test(`nothing is altered in ${JSON.stringify(text)}`, () => {
    assertEquals(cleaned(text), text);
  });
}

const altered: [string, string, string][] = [
  [
    "a placeholder",
    "http://googleusercontent.com/image_generation_content/0_621\n\nHere it is.",
    "Here it is.",
  ],
  ["a placeholder at the end", "Here.\n\nhttps://googleusercontent.com/youtube_content/0", "Here."],
  ["a placeholder between paragraphs", "a\n\nhttp://googleusercontent.com/x/1\n\nb", "a\n\nb"],
  ["a placeholder in a line", "a http://googleusercontent.com/map_content/2 b", "a  b"],
  ["a list comment", "* a\n\n<!-- end list -->\n\nb", "* a\n\nb"],
  ["a list comment that is all there is between two lines", "a<!-- end list -->\nb", "a\nb"],
  ["a button", 'Well.\n\n<FollowUp label="More" query="Tell > more"/>\n', "Well."],
  [
    "a group of buttons",
    'Well.\n<ElicitationsGroup message="x">\n<Elicitation label="a" query="b"/>\n</ElicitationsGroup>\nBye',
    "Well.\nBye",
  ],
  ["citation marks", "One [cite: 1, 2]. Two[cite: 3]\n\nThree [cite:4]", "One. Two\n\nThree"],
  [
    "a link that was wrapped",
    "[a](https://www.google.com/search?q=https%3A%2F%2Fexample.com%2Fb%28c%29%3Fd%3D1&sa=E) b",
    "[a](https://example.com/b%28c%29?d=1) b",
  ],
  [
    "a link that was wrapped for mail",
    "[a](https://www.google.com/url?sa=E&source=gmail&q=https://example.com/?x=1&y=2)",
    "[a](https://example.com/?x=1&y=2)",
  ],
  [
    "code that was run",
    "I ran it.\n```python?code_reference&code_event_index=2\nprint(1)\n```\n" +
    "```text?code_stdout&code_event_index=2\n1\n\n```\n\nIt is 1.",
    "I ran it.\n\nIt is 1.",
  ],
  [
    "code that was run before the first word",
    "```python?code_reference&code_event_index=0\nprint(1)\n```\n\nIt is 1.",
    "It is 1.",
  ],
  [
    "nothing where code that was run is all there is",
    "```python?code_reference&code_event_index=0\nprint(1)\n```\n```text?code_stdout&code_event_index=0\n1\n```\n",
    "```python\nprint(1)\n```\n\n```text\n1\n```",
  ],
];

for (const [what, text, expected] of altered) {
  Deno.test(`the cleaner takes out ${what}`, () => {
    assertEquals(cleaned(text), expected);
  });
}

Deno.test("a leaked thought becomes reasoning", () => {
  const text = "<ctrl94>thought\nI < think\n<ctrl95>\nHello <ctrl94>thought again<ctrl95> you";
  assertEquals(cleaned(text), "Hello  you");
  assertEquals(clean(text).reasoning, "I < think\n again");
});

Deno.test("a leaked thought that does not end is told to its last sign", () => {
  assertEquals(cleaned("<ctrl94>thought\nIf a <b"), "");
  assertEquals(clean("<ctrl94>thought\nIf a <b").reasoning, "If a <b");
});

Deno.test("text leaves at once unless it may be the start of an artefact", () => {
  const cleaner = new TextCleaner();
  const said = (text: string) => cleaner.push(text).map((piece) => piece.delta).join("");
  assertEquals(said("It is <"), "It is");
  assertEquals(said("b> [ci"), " <b>");
  assertEquals(said("ty] http"), " [city]");
  assertEquals(said("s://example"), " https://example");
  assertEquals(said("\n```ts"), "\n```ts");
  assertEquals(said(" of"), " of");
  assertEquals(said("\nlet x"), "\nlet x");
  assertEquals(said("\n```\n```py"), "\n```");
  assertEquals(said("\nx = 1"), "\n```py\nx = 1");
});

Deno.test("a start without an end is given back, a long one before the answer ends", () => {
  const long = `](https://www.google.com/${"x".repeat(65_536)}`;
  assertEquals(new TextCleaner().push(long), [{ type: "text", delta: long }]);
  assertEquals(cleaned('Use <FollowUp label="a'), 'Use <FollowUp label="a');
  assertEquals(cleaned("<ElicitationsGroup>\n<Elicit"), "<ElicitationsGroup>\n<Elicit");
});
