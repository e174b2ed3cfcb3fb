import { assertEquals } from "@std/assert";
import { type ModelTurn, respond } from "./scripted_model.ts";

const weather = {
  name: "get_weather",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const exec = {
  name: "exec",
  parameters: {
    type: "object",
    properties: { input: { type: "string" }, timeout: { type: "integer" } },
  },
};

Deno.test("a text without directives gets the stub answer", () => {
  assertEquals(respond(turn("Hello")), { text: "stub: ok" });
});

Deno.test("say answers with its text, brackets and line breaks included", () => {
  assertEquals(respond(turn('x [[say:a[0] = [[1]],\n"b"]] y')), { text: 'a[0] = [[1]],\n"b"' });
});

Deno.test("an unbalanced bracket in a said text ends at the first closing mark", () => {
  assertEquals(respond(turn("[[say:open [ here]]")), { text: "open [ here" });
});

Deno.test("error fails with its status, whatever else is asked", () => {
  assertEquals(respond(turn("[[say:x]] [[error:429]]")), { error: 429 });
});

Deno.test("think adds thoughts, its own ones where it has any", () => {
  assertEquals(respond(turn("[[think:**Plan**]] [[say:x]]")), { thoughts: "**Plan**", text: "x" });
  assertEquals(typeof respond(turn("[[think]]")).thoughts, "string");
});

Deno.test("a declared tool is called with the directive's arguments", () => {
  const reply = respond(turn('Go. [[tool:get_weather {"city":"Paris"}]]', { tools: [weather] }));
  assertEquals(reply, { calls: [{ name: "get_weather", args: { city: "Paris" } }] });
});

Deno.test("a tool that is not declared is not called", () => {
  assertEquals(respond(turn('[[tool:other {"a":1}]]', { tools: [weather] })), {
    text: "stub: ok",
  });
});

Deno.test("directives side by side are parallel calls", () => {
  const text = '[[tool:get_weather {"city":"Paris"}]][[tool:get_weather {"city":"Rome"}]]';
  assertEquals(respond(turn(text, { tools: [weather] })).calls?.map(({ args }) => args.city), [
    "Paris",
    "Rome",
  ]);
});

Deno.test("arguments may hold closing marks, quotes and braces in their strings", () => {
  const city = 'a]] "b" } \\ [[say:x]] \n';
  const text = `[[tool:get_weather ${JSON.stringify({ city })}]] [[say:no]]`;
  assertEquals(respond(turn(text, { tools: [weather] })), {
    text: "no",
    calls: [{ name: "get_weather", args: { city } }],
  });
});

Deno.test("arguments whose quotes came escaped are read all the same", () => {
  for (const city of ["Paris", 'say "hi" ]]', "C:\\dir\\", "a\nb"]) {
    const args = JSON.stringify(JSON.stringify({ city, list: [[1]] })).slice(1, -1);
    assertEquals(respond(turn(`[[tool:get_weather ${args}]]`, { tools: [weather] })).calls, [
      { name: "get_weather", args: { city, list: [[1]] } },
    ]);
  }
});

Deno.test("raw arguments become the tool's only string property", () => {
  const code = 'const r = await tools.exec_command({cmd:"cat a"}); text(r[x[0]]);';
  assertEquals(respond(turn(`[[tool:exec ${code}]]`, { tools: [exec] })).calls, [
    { name: "exec", args: { input: code } },
  ]);
});

Deno.test("raw arguments may span lines", () => {
  const patch = "*** Begin Patch\n*** Add File: a.txt\n+NONCE\n*** End Patch";
  const [call] = respond(turn(`x [[tool:exec ${patch}]]`, { tools: [exec] })).calls ?? [];
  assertEquals(call?.args, { input: patch });
});

Deno.test("a call without arguments has none", () => {
  assertEquals(respond(turn("[[tool:exec]]", { tools: [exec] })).calls, [
    { name: "exec", args: {} },
  ]);
});

Deno.test("next parts rounds: after k rounds comes step k, and then the results", () => {
  const text = '[[tool:exec {"input":"1"}]][[next]][[tool:exec {"input":"2"}]]';
  const at = (callRounds: number) =>
    respond(turn(text, {
      tools: [exec],
      callRounds,
      newestResults: [{ name: "exec", text: "A" }, { name: "exec", text: "B" }],
    }));
  assertEquals(at(0).calls?.[0]?.args, { input: "1" });
  assertEquals(at(1).calls?.[0]?.args, { input: "2" });
  assertEquals(at(2), { text: "TOOL_RESULT: A | B" });
});

Deno.test("a step may say instead of call", () => {
  const text = "[[tool:exec 1]][[next]][[say:done]]";
  assertEquals(respond(turn(text, { tools: [exec], callRounds: 1 })), { text: "done" });
});

Deno.test("a wanted schema is answered with a sample that holds the said text", () => {
  const outputSchema = {
    type: "object",
    properties: { answer: { type: "string" }, n: { type: "integer", minimum: 3 } },
  };
  const { text } = respond(turn("[[say:PONG]]", { outputSchema }));
  assertEquals(JSON.parse(text ?? ""), { answer: "PONG", n: 3 });
});

Deno.test("any JSON object is answered with one that holds the said text", () => {
  assertEquals(respond(turn("[[say:PONG]]", { outputSchema: {} })).text, '{"answer":"PONG"}');
});

Deno.test("after calls a wanted schema holds the results", () => {
  const outputSchema = { type: "object", properties: { answer: { type: "string" } } };
  const { text } = respond(turn("[[tool:exec 1]]", {
    tools: [exec],
    outputSchema,
    callRounds: 1,
    newestResults: [{ name: "exec", text: "A" }],
  }));
  assertEquals(text, '{"answer":"TOOL_RESULT: A"}');
});

Deno.test("a forced choice without a directive is met with sampled arguments", () => {
  const tools = [exec, weather];
  assertEquals(respond(turn("Hi", { tools, forced: "any" })).calls, [
    { name: "exec", args: { input: "stub", timeout: 1 } },
  ]);
  assertEquals(respond(turn("[[say:Rome]]", { tools, forced: "get_weather" })), {
    calls: [{ name: "get_weather", args: { city: "Rome" } }],
  });
});

Deno.test("a directive that meets the forced choice is taken", () => {
  const text = '[[tool:get_weather {"city":"Paris"}]]';
  const tools = [exec, weather];
  for (const forced of ["any", "get_weather"]) {
    assertEquals(respond(turn(text, { tools, forced })).calls?.[0]?.args, { city: "Paris" });
  }
  assertEquals(respond(turn(text, { tools, forced: "exec" })).calls?.[0]?.name, "exec");
});

function turn(newestUserText: string, over: Partial<ModelTurn> = {}): ModelTurn {
  return { newestUserText, tools: [], callRounds: 0, newestResults: [], ...over };
}
