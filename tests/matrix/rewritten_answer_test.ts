import { assertEquals, assertStringIncludes } from "@std/assert";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import { type FakeGeminiWeb, startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { dialectCalls } from "./dialect_calls.ts";

/** Google says one thing while it writes, and another in the end. */
const rewritten = {
  snapshots: ["The capital is Sydney", "The capital is Sydney, the largest city"],
  text: "The capital of Australia is Canberra.",
};

async function withWeb(
  test: (web: FakeGeminiWeb, gateway: ReturnType<typeof assembledGateway>) => Promise<void>,
): Promise<void> {
  const web = startFakeGeminiWeb();
  try {
    await test(web, assembledGateway({ gemini_web_url: web.url, retry_attempts: 0 }));
  } finally {
    await web.close();
  }
}

for (const call of dialectCalls) {
  Deno.test(`${call.name}: a whole answer is the text that Google ended with`, () =>
    withWeb(async (web, gateway) => {
      web.script(rewritten);
      const init = { headers: call.headers };
      const response = await gateway.post(call.path(false), call.body("Hi", false), init);
      assertStringIncludes(await response.text(), `"${rewritten.text}"`);
    }));
}

Deno.test("in a stream the rewritten text goes on from where it differs", () =>
  withWeb(async (web, gateway) => {
    web.script(rewritten);
    const call = dialectCalls[0]!;
    const response = await gateway.post(call.path(true), call.body("Hi", true));
    assertEquals(
      [...(await response.text()).matchAll(/"content":"([^"]+)"/g)].map(([, text]) => text).join(
        "",
      ),
      "The capital is Sydney, the largest cityof Australia is Canberra.",
    );
  }));

const run = (n: number) => `\n\n\`\`\`tool_call\n{"name":"run","arguments":{"n":${n}}}\n\`\`\``;
const said = `I look.${run(1)}${run(2)}`;
for (
  const [where, soFar, text] of [
    ["in a call", said.slice(0, -9), `I check.${run(1)}${run(2)}`],
    ["behind the calls", `${said}\nDone`, `I check it.${run(1)}${run(2)}\nDone, so far.`],
  ] as const
) {
  Deno.test(`a call that was told is not told again when the words before it are rewritten ${where}`, () =>
    withWeb(async (web, gateway) => {
      web.script({ snapshots: ["I look", soFar], text });
      const tool = { type: "function", function: { name: "run", parameters: { type: "object" } } };
      const body = { ...dialectCalls[0]!.body("Hi", true), tools: [tool] };
      const response = await gateway.post("/v1/chat/completions", body);
      const called = (await response.text()).matchAll(/"arguments":"\{\\"n\\":(\d)\}/g);
      assertEquals([...called].map(([, n]) => n), ["1", "2"]);
      assertEquals(web.generations.length, 1);
    }));
}

Deno.test("a whole answer that its limit cuts is not awaited to its end", () =>
  withWeb(async (web, gateway) => {
    web.script({ text: "word ".repeat(1000), pieces: 10 });
    web.hold("before-final");
    const body = { ...dialectCalls[0]!.body("Hi", false), max_tokens: 5 };
    const response = await gateway.post("/v1/chat/completions", body);
    const { choices: [choice] } = await response.json();
    assertEquals([choice.message.content, choice.finish_reason], [
      "word word word word ",
      "length",
    ]);
    await web.idle();
    assertEquals(web.stats.aborted, 1);
  }));

Deno.test("a whole answer that a stop sequence ends is not awaited to its end", () =>
  withWeb(async (web, gateway) => {
    web.script({ text: `one two STOP ${"word ".repeat(1000)}`, pieces: 10 });
    web.hold("before-final");
    const body = { ...dialectCalls[0]!.body("Hi", false), stop: "STOP" };
    const response = await gateway.post("/v1/chat/completions", body);
    const { choices: [choice] } = await response.json();
    assertEquals(choice.message.content, "one two ");
    await web.idle();
    assertEquals(web.stats.aborted, 1);
  }));
