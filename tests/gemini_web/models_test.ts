import { assertEquals } from "@std/assert";
import type { Reasoning } from "../../lib/core/generate_request.ts";
import { thinkingLevel, webModel, webModelInfos } from "../../lib/backends/gemini_web/models.ts";
import { isDowngrade, servedModel } from "../../lib/backends/gemini_web/served_model.ts";

Deno.test("the models have the mode numbers of the web app", () => {
  const modes = webModelInfos().map(({ name }) => [name, webModel(name)?.mode]);
  assertEquals(Object.fromEntries(modes), {
    "gemini-3.5-flash": 1,
    "gemini-3.5-flash-thinking": 2,
    "gemini-3.5-flash-thinking-lite": 5,
    "gemini-3.6-flash": 1,
    "gemini-3.6-flash-thinking": 2,
    "gemini-3.7-flash": 1,
    "gemini-3.7-flash-thinking": 2,
    "gemini-3.8-flash": 1,
    "gemini-3.8-flash-thinking": 2,
    "gemini-3.1-pro": 3,
    "gemini-flash-lite": 6,
    "gemini-auto": 4,
  });
});

Deno.test("depth, effort and budget become levels, the most explicit first", () => {
  const level = (model: string, reasoning: Omit<Reasoning, "show">) =>
    thinkingLevel(webModel(model)!, { show: true, ...reasoning });
  const flash = "gemini-3.5-flash";
  assertEquals([0, 1, 2, 3, 4].map((depth) => level(flash, { depth })), [2, 2, 2, 1, 1]);
  assertEquals(level("gemini-3.1-pro", { depth: 0 }), 3);
  assertEquals(level(flash, { effort: "high", budgetTokens: 0 }), 2);
  assertEquals(level(flash, { effort: "high", depth: 4 }), 1);
  assertEquals(level(`${flash}-thinking`, { effort: "low" }), 1);
  assertEquals([0, 1024, 8192].map((budgetTokens) => level(flash, { budgetTokens })), [1, 1, 2]);
  assertEquals(level(`${flash}-thinking`, { budgetTokens: -1 }), 2);
  assertEquals([level(flash, {}), level(`${flash}-thinking`, {})], [1, 2]);
});

const servings: [
  asked: string,
  id: string | undefined,
  name: string | undefined,
  is: string | undefined,
  lesser: boolean,
][] = [
  ["gemini-3.5-flash", "cf41b0e0dd7d53e5", "3.5 Flash-Lite", "gemini-flash-lite", true],
  ["gemini-3.5-flash", "cf41b0e0dd7d53e5", undefined, "gemini-flash-lite", true],
  ["gemini-3.5-flash", undefined, "3.8 Flash", "gemini-3.8-flash", false],
  ["gemini-3.8-flash", undefined, "3.5 Flash", "gemini-3.5-flash", true],
  ["gemini-3.5-flash", "fbb127bbb056c959", undefined, "gemini-3.5-flash", false],
  [
    "gemini-3.5-flash-thinking",
    "56fdd199312815e2",
    "3.8 Flash Extended",
    "gemini-3.8-flash-thinking",
    false,
  ],
  ["gemini-3.8-flash", "fbb127bbb056c959", undefined, "gemini-3.8-flash", false],
  ["gemini-3.5-flash", undefined, "3.5 Flash Lite", "gemini-flash-lite", true],
  ["gemini-3.5-flash", undefined, "3.9 Flash", "gemini-3.9-flash", false],
  ["gemini-3.1-pro", "fbb127bbb056c959", undefined, "gemini-3.5-flash", true],
  ["gemini-3.1-pro", "e6fa609c3fa255c0", "3.1 Pro", "gemini-3.1-pro", false],
  ["gemini-flash-lite", undefined, "3.5 Flash-Lite", "gemini-flash-lite", false],
  ["gemini-auto", undefined, "3.5 Flash-Lite", "gemini-flash-lite", false],
  ["gemini-3.5-flash", "0123456789abcdef", "Gemini Ultra", undefined, false],
];

for (const [asked, id, name, expected, lesser] of servings) {
  Deno.test(`${asked} served by ${name ?? id} is ${expected}`, () => {
    const model = webModel(asked)!;
    const served = servedModel({ id, name }, model);
    assertEquals(served?.name, expected);
    assertEquals(served !== undefined && isDowngrade(model, served), lesser);
  });
}
