import type { Piece, TextFilter } from "../../../lib/backends/gemini_web/answer/growing_text.ts";
import { assertEquals } from "@std/assert";
import { GrowingText, PlainFilter } from "../../../lib/backends/gemini_web/answer/growing_text.ts";
import { TextCleaner } from "../../../lib/backends/gemini_web/answer/text_cleaner.ts";

function play(makeFilter: () => TextFilter = () => new PlainFilter("text")) {
  const said: string[] = [];
  const say = (piece: Piece) => said.push(piece.delta);
  const growing = new GrowingText({ makeFilter, say, recall: () => "" });
  const taken = () => said.splice(0).join("");
  return {
    snapshot: (text: string, final = false) => (growing.replace(text, final), taken()),
    end: () => (growing.end(), taken()),
  };
}

Deno.test("each snapshot gives what it has more than the last", () => {
  const { snapshot, end } = play();
  assertEquals(snapshot("Hel"), "Hel");
  assertEquals(snapshot("Hello"), "lo");
  assertEquals(snapshot("Hello"), "");
  assertEquals(snapshot("Hello you", true), " you");
  assertEquals(end(), "");
});

Deno.test("the closing fence of an unfinished snapshot is held back", () => {
  const { snapshot, end } = play();
  assertEquals(snapshot("```js\nlet a\n```"), "```js\nlet a");
  assertEquals(snapshot("```js\nlet a = 1\n```"), " = 1");
  assertEquals(snapshot("```js\nlet a = 1\n```", true), "\n```");
  assertEquals(play().snapshot("- ```js\n  let a\n  ```"), "- ```js\n  let a");
  assertEquals(end(), "");
});

Deno.test("the closing fence is said at the end of an answer that was cut", () => {
  const { snapshot, end } = play();
  assertEquals(snapshot("```js\nlet a\n```"), "```js\nlet a");
  assertEquals(end(), "\n```");
});

Deno.test("a lone marker that is escaped for now is held back", () => {
  const { snapshot } = play();
  assertEquals(snapshot("It is \\*\\*bo"), "It is ");
  assertEquals(snapshot("It is **bold** and"), "**bold** and");
  assertEquals(play().snapshot("a \\*b `c`\n```"), "a ");
});

Deno.test("an escape that stays is said when another marker follows or it is far behind", () => {
  const { snapshot } = play();
  assertEquals(snapshot("2 \\* 3"), "2 ");
  assertEquals(snapshot("2 \\* 3\nnext"), "");
  assertEquals(snapshot("2 \\* 3\nnext *one*\n"), "\\* 3\nnext *one*\n");
  const far = play();
  const text = `2 \\* 3\n${"word ".repeat(300)}`;
  assertEquals(far.snapshot(text), text);
});

Deno.test("an escape of the last marker is held back on earlier lines, too", () => {
  const { snapshot } = play();
  assertEquals(snapshot("``\\`markdown\n\n# Doc"), "``");
  assertEquals(snapshot("```markdown\n\n# Doc\n\nx"), "`markdown\n\n# Doc\n\nx");
});

Deno.test("a backslash at the end does not confirm the escape before it", () => {
  const { snapshot } = play();
  assertEquals(snapshot('``\\`js\nlet a = "\\'), "``");
  assertEquals(snapshot('```js\nlet a = "\\n"'), '`js\nlet a = "\\n"');
});

Deno.test("half a character is held back until it is whole", () => {
  const { snapshot } = play();
  assertEquals(snapshot("中\ufffd\ufffd 文"), "中");
  assertEquals(snapshot("中国 文字"), "国 文字");
  assertEquals(snapshot("中国 文字 \ud83d"), " ");
  assertEquals(snapshot("中国 文字 😀"), "😀");
});

Deno.test("a replacement character that the next snapshot has, too, was meant", () => {
  const { snapshot } = play();
  assertEquals(snapshot("a \ufffd b"), "a ");
  assertEquals(snapshot("a \ufffd b c"), "\ufffd b c");
});

Deno.test("a shorter snapshot that comes late is passed over", () => {
  const { snapshot, end } = play();
  assertEquals(snapshot("Hello you"), "Hello you");
  assertEquals(snapshot("Hello"), "");
  assertEquals(snapshot("Hello you there"), " there");
  assertEquals(end(), "");
});

Deno.test("a snapshot that contradicts what was said waits for a better one", () => {
  const { snapshot, end } = play();
  assertEquals(snapshot("Hello world"), "Hello world");
  assertEquals(snapshot("Hello\ufffdworld, all"), "");
  assertEquals(snapshot("Hello world, all"), ", all");
  assertEquals(end(), "");
});

Deno.test("at the end the last text is said from where it differs", () => {
  const { snapshot, end } = play();
  assertEquals(snapshot("Hello world"), "Hello world");
  assertEquals(snapshot("Hello there, you", true), "");
  assertEquals(end(), "there, you");
});

Deno.test("at the end code is not said again that stands unchanged in a rewritten text", () => {
  const cases = [
    ["One.\n```js\na\n```\nTwo", "Uno.\n```js\na\n```\nTwo, three", ", three"],
    ["One.\n```js\na\n```\n```js\nb", "Uno.\n```js\na\n```\n```js\nbc\n```", "c\n```"],
    ["One.\n```js\na\n```", "Uno.\n```js\na\n```\n\n```js\na\n```", "\n```\n\n```js\na\n```"],
    ["One.\n```js\na\n```\nTwo.\n```js\nb", "Uno.\n```js\na\n```\nDos.\n```js\nb\n```", "\n```"],
    ["One.\n\\`\\`\\`js\na\n*b*\nTwo", "Uno.\n\\`\\`\\`js\na\n*b*\nTwo, three", ", three"],
    // Where the code was rewritten too, it is said.
    ["One.\n```js\na\n```\nTwo", "Uno.\n```js\nb\n```\nTwo", "Uno.\n```js\nb\n```\nTwo"],
    ["One.\n```js\na\n```\nTwo", "One.\n```js\nb\n```\nTwo", "b\n```\nTwo"],
    ["One.\n```\na\n```\nTwo", "Uno.\n```\na\n```\nTwo", "Uno.\n```\na\n```\nTwo"],
  ] as const;
  for (const [said, text, more] of cases) {
    const { snapshot, end } = play();
    snapshot(said);
    snapshot(text, true);
    assertEquals(end(), more);
  }
});

Deno.test("the last text wins, even if it is shorter", () => {
  const { snapshot, end } = play();
  assertEquals(snapshot("Hello world `and"), "Hello world `and");
  assertEquals(snapshot("Hello worm", true), "");
  assertEquals(end(), "m");
  const cut = play();
  assertEquals(cut.snapshot("One `two`"), "One `two");
  assertEquals([cut.snapshot("One", true), cut.end()], ["", ""]);
});

Deno.test("a contradiction in what the filter holds back is none", () => {
  const { snapshot, end } = play(() => new TextCleaner());
  assertEquals(snapshot("Hello <FollowUp la"), "Hello");
  assertEquals(snapshot("Hello <b>you</b>"), " <b>you</b>");
  assertEquals(end(), "");
});
