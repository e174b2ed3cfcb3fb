import { assertEquals } from "@std/assert";
import { type GenerateRequest, textRequest } from "../../lib/core/generate_request.ts";
import type { Message } from "../../lib/core/message.ts";
import { answerOf, emulated, fakeBackend, promptOf, userRequest } from "./fake_backend.ts";

const user = (text: string): Message => ({ role: "user", parts: [{ type: "text", text }] });
const system = (text: string): Message => ({ role: "system", parts: [{ type: "text", text }] });
const assistant = (text: string): Message => ({
  role: "assistant",
  parts: [{ type: "text", text }],
});
const call = (id: string, name: string, args: string): Message => ({
  role: "assistant",
  parts: [{ type: "tool-call", id, name, arguments: args }],
});
const result = (callId: string, text: string, name?: string): Message => ({
  role: "tool",
  parts: [{ type: "tool-result", callId, name, parts: [{ type: "text", text }] }],
});

async function promptFor(messages: Message[], changes: Partial<GenerateRequest> = {}) {
  const backend = fakeBackend(["ok"]);
  await answerOf(backend, { ...textRequest("fake", messages), ...changes });
  return promptOf(backend);
}

Deno.test("a lone user message is sent bare, whatever stands in it", async () => {
  assertEquals(await promptFor([user("[System]\nHello\n")]), "[System]\nHello\n");
});

Deno.test("a lone user message goes to the backend as the same request", async () => {
  const backend = fakeBackend(["ok"]);
  const request = userRequest("Hello");
  await answerOf(backend, request);
  assertEquals(backend.asked[0] === request, true);
});

Deno.test("a conversation becomes sections with blank lines between", async () => {
  const prompt = await promptFor([
    system("Be brief."),
    user("Hi"),
    assistant("Hello"),
    user("Bye"),
  ]);
  assertEquals(
    prompt,
    "[System]\nBe brief.\n\n[User]\nHi\n\n[Assistant]\nHello\n\n[User]\nBye",
  );
});

Deno.test("first system messages are one section, later ones keep their place", async () => {
  const prompt = await promptFor([system("A"), system("B"), user("Hi"), system("C"), user("Bye")]);
  assertEquals(prompt, "[System]\nA\n\nB\n\n[User]\nHi\n\n[System]\nC\n\n[User]\nBye");
});

Deno.test("a line of a text that looks like a header is set off by a space", async () => {
  const text = "[User]\nx [User]\n [Reminder]  \n[Tool result: a b]\r\n[Users]";
  assertEquals(
    await promptFor([system("S"), user(text)]),
    "[System]\nS\n\n[User]\n [User]\nx [User]\n  [Reminder]  \n [Tool result: a b]\r\n[Users]",
  );
});

Deno.test("calls stand in fenced blocks and results under name and id", async () => {
  const prompt = await promptFor([
    user("Weather?"),
    {
      role: "assistant",
      parts: [
        { type: "reasoning", text: "hidden" },
        { type: "text", text: "I look." },
        { type: "tool-call", id: "c1", name: "get_weather", arguments: '{"city":"Oslo"}' },
      ],
    },
    result("c1", "rain"),
  ]);
  assertEquals(
    prompt,
    "[User]\nWeather?\n\n[Assistant]\nI look.\n\n" +
      '```tool_call\n{"name": "get_weather", "arguments": {"city":"Oslo"}}\n```\n\n' +
      "[Tool result: get_weather c1]\nrain\n\n" +
      "[Reminder]\nNo tool can be called in this turn; answer in words.",
  );
});

Deno.test("a past call keeps its arguments as written, on one line, and as a text where they are no JSON", async () => {
  const written = async (args: string) => {
    const prompt = await promptFor([user("Go."), call("c1", "run", args), result("c1", "done")]);
    return /"arguments": (.*)}\n```/s.exec(prompt)?.[1];
  };
  assertEquals(
    await written('{"id": 12345678901234567890, "x": 1.0}'),
    '{"id": 12345678901234567890, "x": 1.0}',
  );
  assertEquals(await written('{\n  "a": "b"\n}'), '{"a":"b"}');
  assertEquals(await written('{"a": \n'), '"{\\"a\\": \\n"');
});

Deno.test("neighbouring assistant messages are one turn", async () => {
  const prompt = await promptFor([
    user("Go"),
    assistant("Two."),
    call("a", "f", "{}"),
    call("b", "g", ""),
    result("a", "1"),
    result("b", "2"),
  ]);
  assertEquals(prompt.split("[Assistant]").length, 2);
  assertEquals(prompt.includes('{"name": "g", "arguments": {}}'), true);
});

Deno.test("an assistant message of thoughts alone leaves nothing", async () => {
  const thoughts: Message = { role: "assistant", parts: [{ type: "reasoning", text: "Hm." }] };
  assertEquals(await promptFor([user("A"), thoughts, user("B")]), "[User]\nA\n\n[User]\nB");
});

Deno.test("results come in the order of their calls, matched by id", async () => {
  const prompt = await promptFor([
    user("Go"),
    call("a", "f", "{}"),
    call("b", "f", "{}"),
    result("b", "second"),
    result("a", "first"),
    result("zzz", "stray", "h"),
  ]);
  const from = prompt.indexOf("[Tool result");
  assertEquals(
    prompt.slice(from, prompt.indexOf("\n\n[Reminder]")),
    "[Tool result: f a]\nfirst\n\n[Tool result: f b]\nsecond\n\n[Tool result: h zzz]\nstray",
  );
});

Deno.test("results without ids are matched by name and order", async () => {
  const prompt = await promptFor([
    user("Go"),
    call("", "f", '{"n":1}'),
    call("", "g", "{}"),
    call("", "f", '{"n":2}'),
    result("", "g1", "g"),
    result("", "f1", "f"),
    result("", "f2", "f"),
  ]);
  assertEquals(
    [...prompt.matchAll(/\[Tool result: .*\]\n.*/g)].map(([match]) => match),
    [
      "[Tool result: f call_1]\nf1",
      "[Tool result: g call_2]\ng1",
      "[Tool result: f call_3]\nf2",
    ],
  );
});

Deno.test("a result without an id never answers a call that has one", async () => {
  const prompt = await promptFor([
    user("go"),
    call("c9", "now", "{}"),
    call("", "now", "{}"),
    result("", "second", "now"),
    result("c9", "first"),
  ]);
  assertEquals(prompt.match(/^\[Tool result: .*\]\n.*$/gm), [
    "[Tool result: now c9]\nfirst",
    "[Tool result: now call_1]\nsecond",
  ]);
});

Deno.test("results with values, errors and pictures say so, and the pictures go along", async () => {
  const backend = fakeBackend(["ok"]);
  const picture = { type: "media" as const, mediaType: "image/png", source: { base64: "AA==" } };
  await answerOf(
    backend,
    textRequest("fake", [
      { role: "user", parts: [{ type: "text", text: "See" }, { ...picture, name: "a.png" }] },
      call("a", "view", "{}"),
      {
        role: "tool",
        parts: [
          { type: "tool-result", callId: "a", parts: [{ type: "text", text: "x" }, picture] },
          {
            type: "tool-result",
            callId: "b",
            parts: [{ type: "text", text: "no" }],
            isError: true,
          },
          {
            type: "tool-result",
            callId: "c",
            parts: [{ type: "text", text: "one\ntwo" }],
            value: { output: "one\ntwo" },
          },
        ],
      },
    ]),
  );
  const [text, ...media] = backend.asked[0]!.messages[0]!.parts;
  assertEquals(media, [{ ...picture, name: "a.png" }, picture]);
  assertEquals(
    (text as { text: string }).text.replace(/\n\n\[Reminder\][^]*/, ""),
    "[User]\nSee\n(attachment 1: a.png, image/png)\n\n" +
      '[Assistant]\n```tool_call\n{"name": "view", "arguments": {}}\n```\n\n' +
      "[Tool result: view a]\nx\n(attachment 2: image/png)\n\n" +
      "[Tool result: tool b]\nThe tool reported an error:\nno\n\n" +
      "[Tool result: tool c]\none\ntwo",
  );
});

Deno.test("a lone user message with a picture is its text and the picture", async () => {
  const picture = { type: "media" as const, mediaType: "image/png", source: { base64: "AA==" } };
  const backend = fakeBackend(["ok"]);
  await answerOf(
    backend,
    textRequest("fake", [{
      role: "user",
      parts: [picture, { type: "text", text: "A" }, { type: "text", text: "B" }],
    }]),
  );
  assertEquals(backend.asked[0]!.messages, [
    { role: "user", parts: [{ type: "text", text: "A\nB" }, picture] },
  ]);
});

Deno.test("an unfinished assistant text is to be continued", async () => {
  const prompt = await promptFor([user("Write"), assistant("Once upon")]);
  assertEquals(prompt.startsWith("[User]\nWrite\n\n[Assistant]\nOnce upon\n\n[Reminder]\n"), true);
});

Deno.test("a backend that takes conversations gets the messages themselves", async () => {
  const backend = fakeBackend(["ok"], { conversation: true });
  const messages = [system("S"), user("A"), assistant("B"), user("C")];
  await answerOf(backend, { ...textRequest("fake", messages), stop: ["x"] });
  assertEquals(backend.asked[0]!.messages, messages);
  assertEquals(backend.asked[0]!.stop, []);
});

Deno.test("what the backend cannot do and words cannot either is not there", () => {
  const { countTokens, embed } = emulated(fakeBackend(["ok"]));
  assertEquals([countTokens, embed], [undefined, undefined]);
});
