import { assertEquals } from "@std/assert";
import { openaiCompletions } from "../../lib/dialects/openai_completions/openai_completions.ts";
import { finish, saying, scriptedBackend } from "../fakes/scripted_backend.ts";
import { testGateway } from "../fakes/test_gateway.ts";

const gateway = testGateway(scriptedBackend(saying("b", "c")), {}, [openaiCompletions()]);

Deno.test("a legacy completion answers the prompt, with an echo where asked", async () => {
  const body = { model: "gemini-3.5-flash", prompt: ["a"], echo: true };
  const answer = await (await gateway.post("/v1/completions", body)).json();
  assertEquals([answer.object, answer.choices[0].text], ["text_completion", "abc"]);
  assertEquals(answer.usage.total_tokens, 5);
});

Deno.test("a legacy completion streams text chunks and [DONE]", async () => {
  const body = { model: "gemini-3.5-flash", prompt: "a", stream: true };
  const text = await (await gateway.post("/v1/completions", body)).text();
  const records = text.split("\n\n").filter(Boolean).map((line) => line.slice(6));
  const chunks = records.slice(0, -1).map((record) => JSON.parse(record).choices[0]);
  assertEquals(chunks.map((chunk) => chunk.text).join(""), "bc");
  assertEquals(chunks.map((chunk) => chunk.finish_reason), [null, null, "stop"]);
  assertEquals(records.at(-1), "[DONE]");
});

Deno.test("token numbers, several prompts and suffix are refused by name", async () => {
  const cases = [[{ prompt: [1, 2] }, "prompt"], [{ prompt: ["a", "b"] }, "prompt"], [
    { prompt: "a", suffix: "z" },
    "suffix",
  ]] as const;
  for (const [over, param] of cases) {
    const response = await gateway.post("/v1/completions", { model: "m", ...over });
    assertEquals([response.status, (await response.json()).error.param], [400, param]);
  }
});

Deno.test("a legacy completion that was cut or blocked says so", async () => {
  const expected = { length: "length", "content-filter": "content_filter" } as const;
  for (const [reason, word] of Object.entries(expected)) {
    const ends = [finish({ reason: reason as keyof typeof expected })];
    const cut = testGateway(scriptedBackend(() => [[{ type: "start", model: "m" }], ends]), {}, [
      openaiCompletions(),
    ]);
    const answer = await (await cut.post("/v1/completions", { model: "m", prompt: "a" })).json();
    assertEquals(answer.choices[0].finish_reason, word);
  }
});

Deno.test("a legacy completion has no place for thoughts", async () => {
  const thinking = testGateway(
    scriptedBackend(() => [
      [{ type: "start", model: "m" }, { type: "reasoning", delta: "Hm." }],
      [{ type: "text", delta: "b" }, finish()],
    ]),
    {},
    [openaiCompletions()],
  );
  const body = { model: "m", prompt: "a" };
  const whole = await (await thinking.post("/v1/completions", body)).json();
  assertEquals(whole.choices[0].text, "b");
  const streamed = await thinking.post("/v1/completions", { ...body, stream: true });
  assertEquals((await streamed.text()).split("\n\n").filter(Boolean).length, 3);
});
