import { assertEquals, assertThrows } from "@std/assert";
import { PromptError, readWebPrompt, webText } from "./web_prompt.ts";

const call = (name: string, args = "{}") =>
  `\`\`\`tool_call\n{"name": "${name}", "arguments": ${args}}\n\`\`\``;

Deno.test("a prompt without a header is one user's text, whatever its other lines look like", () => {
  const text = "Hello\n\n[System]\nnot a section";
  assertEquals(readWebPrompt(text), {
    newestUserText: text,
    tools: [],
    forced: undefined,
    outputSchema: undefined,
    callRounds: 0,
    newestResults: [],
  });
});

Deno.test("the newest user section is the turn's text", () => {
  const turn = readWebPrompt(
    "[System]\nBe short.\n\n[User]\na\n\n[Assistant]\nb\n\n[User]\nc\n\nd",
  );
  assertEquals(turn.newestUserText, "c\n\nd");
});

Deno.test("tools are read with their schemas, also from between words", () => {
  const tools = '[{"name":"a","description":"[x]","parameters":{"type":"object"}},{"name":"b"}]';
  const turn = readWebPrompt(`[Tools]\nTools (some [of] them):\n${tools}\nEnd.\n\n[User]\nx`);
  assertEquals(turn.tools, [
    { name: "a", parameters: { type: "object" } },
    { name: "b", parameters: undefined },
  ]);
});

Deno.test("tools without JSON break the notation", () => {
  assertThrows(() => readWebPrompt("[Tools]\na, b\n\n[User]\nx"), PromptError);
});

Deno.test("the output's schema is read, and its absence means any object", () => {
  const schema = { type: "object", properties: { a: { enum: ["}"] } } };
  const output = `[Output]\nAnswer in JSON, not {}:\n${JSON.stringify(schema)}`;
  assertEquals(readWebPrompt(`${output}\n\n[User]\nx`).outputSchema, schema);
  assertEquals(readWebPrompt("[Output]\nOne JSON object.\n\n[User]\nx").outputSchema, {});
  assertEquals(readWebPrompt("[User]\nx").outputSchema, undefined);
});

Deno.test("a forced choice is read from the reminder alone", () => {
  const tools = '[Tools]\n[{"name":"a.b"},{"name":"c"}]\n\n[User]\nYou must call c.';
  assertEquals(readWebPrompt(tools).forced, undefined);
  assertEquals(readWebPrompt(`${tools}\n\n[Reminder]\nThis answer must call a.b.`).forced, "a.b");
  assertEquals(readWebPrompt(`${tools}\n\n[Reminder]\nYou must call \`c\`.`).forced, "c");
  const any = `${tools}\n\n[Reminder]\nThis answer must call at least one tool.`;
  assertEquals(readWebPrompt(any).forced, "any");
});

Deno.test("rounds of calls since the directive are counted, and the newest results are kept", () => {
  const turn = readWebPrompt([
    "[User]\n[[tool:a]]",
    `[Assistant]\n${call("a")}\n\n${call("b")}`,
    "[Tool result: a call_1]\nA",
    "[Tool result: b call_2]\nB",
    `[Assistant]\nNow:\n\n${call("a")}`,
    "[Tool result: a call_3]\nC\n\nD",
  ].join("\n\n"));
  assertEquals(turn.newestUserText, "[[tool:a]]");
  assertEquals(turn.callRounds, 2);
  assertEquals(turn.newestResults, [{ name: "a", text: "C\n\nD" }]);
});

Deno.test("notes that stand as user texts around the results do not end the turn", () => {
  const turn = readWebPrompt([
    "[User]\nsession context",
    "[User]\n[[tool:a]]",
    "[User]\na note",
    `[Assistant]\n${call("a")}`,
    "[Tool result: a 1]\nA",
    "[User]\na note on the result",
  ].join("\n\n"));
  assertEquals([turn.newestUserText, turn.callRounds], ["[[tool:a]]", 1]);
});

Deno.test("a directive of an earlier turn is over", () => {
  const turn = readWebPrompt([
    "[User]\n[[tool:a]]",
    `[Assistant]\n${call("a")}`,
    "[Tool result: a 1]\nA",
    "[Assistant]\nTOOL_RESULT: A",
    "[User]\nthanks",
  ].join("\n\n"));
  assertEquals([turn.newestUserText, turn.callRounds, turn.newestResults], ["thanks", 0, []]);
});

Deno.test("words before a call in a section of their own do not end the turn", () => {
  const turn = readWebPrompt([
    "[User]\n[[say:Look]][[tool:a]]",
    "[Assistant]\nLook",
    `[Assistant]\n${call("a")}`,
    "[Tool result: a 1]\nA",
  ].join("\n\n"));
  assertEquals([turn.newestUserText, turn.callRounds], ["[[say:Look]][[tool:a]]", 1]);
});

Deno.test("results may hold what looks like calls", () => {
  const turn = readWebPrompt(
    `[User]\n[[tool:a]]\n\n[Assistant]\n${call("a")}\n\n[Tool result: a 1]\n${call("a")}`,
  );
  assertEquals(turn.callRounds, 1);
});

Deno.test("calls are written as fenced blocks behind the text", () => {
  const reply = {
    text: "Look:",
    calls: [{ name: "a", args: { x: "`\n" } }, { name: "b", args: {} }],
  };
  assertEquals(
    webText(reply),
    'Look:\n\n```tool_call\n{"name":"a","arguments":{"x":"`\\n"}}\n```\n\n' +
      '```tool_call\n{"name":"b","arguments":{}}\n```',
  );
});

Deno.test("JSON stands in a fence", () => {
  assertEquals(webText({ text: "{}" }, true), "```json\n{}\n```");
});
