import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { requestBody } from "../../lib/backends/gemini_api/request_body.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateRequest } from "../../lib/core/generate_request.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { ask, user } from "./api_backend.ts";

function built(change: Partial<GenerateRequest>) {
  return requestBody(ask("Hello", change), {
    files: new Map(),
    rememberedSignature: () => undefined,
  });
}

function configOf(change: Partial<GenerateRequest>): JsonObject {
  return built(change).body.generationConfig ?? {};
}

Deno.test("a plain request carries its contents and open safety settings, no more", () => {
  const { body, ignored } = built({});
  assertEquals(ignored, []);
  assertEquals(Object.keys(body), ["contents", "safetySettings"]);
  assertEquals(body.contents, [{ role: "user", parts: [{ text: "Hello" }] }]);
  const settings = body.safetySettings as JsonObject[];
  assertEquals(settings.length, 5);
  assert(settings.every(({ threshold }) => threshold === "BLOCK_NONE"));
});

Deno.test("the client's own safety settings replace the open ones", () => {
  const safetySettings = [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_ONLY_HIGH" }];
  const extras = { family: "google-genai" as const, fields: { safetySettings } };
  assertEquals(built({ extras }).body.safetySettings, safetySettings);
});

Deno.test("all sampling settings reach a model that takes them", () => {
  const sampling = {
    temperature: 0.5,
    topP: 0.9,
    topK: 7,
    seed: 42,
    maxOutputTokens: 100,
    presencePenalty: 0.1,
    frequencyPenalty: 0.2,
  };
  assertEquals(configOf({ sampling, stop: ["END"] }), { ...sampling, stopSequences: ["END"] });
});

Deno.test("newer models get no penalties, and the report names what they do not honour", () => {
  const sampling = { temperature: 0.5, presencePenalty: 1 };
  const { body, ignored } = built({ model: "gemini-3.8-flash", sampling });
  assertEquals(body.generationConfig, { temperature: 0.5 });
  assertEquals(ignored, ["sampling.temperature", "sampling.presencePenalty"]);
});

Deno.test("more tokens than a model can say become the most it can", () => {
  const sampling = { maxOutputTokens: 128_000 };
  assertEquals(configOf({ sampling }).maxOutputTokens, 65_536);
  assertEquals(configOf({ sampling, model: "gemini-2.0-flash" }).maxOutputTokens, 8192);
});

Deno.test("a seed beyond 32 bits is folded, always to the same", () => {
  const { seed } = configOf({ sampling: { seed: 123_456_789_012 } });
  assertEquals(seed, 123_456_789_012 % 0x7fffffff);
});

Deno.test("six stop sequences are refused by name", () => {
  const error = assertThrows(
    () => built({ stop: ["1", "2", "3", "4", "5", "6"] }),
    GatewayError,
    "at most 5",
  );
  assertEquals(error.param, "stop");
});

const thinkingCases: [string, Partial<GenerateRequest["reasoning"]>, JsonObject | undefined][] = [
  ["gemini-3.5-flash", { effort: "none" }, { thinkingLevel: "MINIMAL" }],
  ["gemini-3.5-flash", { effort: "medium" }, { thinkingLevel: "MEDIUM" }],
  ["gemini-3.8-flash", { effort: "minimal" }, { thinkingLevel: "LOW" }],
  ["gemini-3-pro-preview", { effort: "medium" }, { thinkingLevel: "HIGH" }],
  ["gemini-3.1-pro-preview", { effort: "xhigh" }, { thinkingLevel: "HIGH" }],
  ["gemini-3.1-pro-preview", { effort: "medium" }, { thinkingLevel: "MEDIUM" }],
  ["gemini-pro-latest", { effort: "medium" }, { thinkingLevel: "MEDIUM" }],
  ["gemini-flash-lite-latest", { effort: "none" }, { thinkingLevel: "MINIMAL" }],
  ["gemini-3.5-flash", { budgetTokens: 1000 }, { thinkingLevel: "LOW" }],
  ["gemini-3.5-flash", { budgetTokens: 0 }, { thinkingLevel: "MINIMAL" }],
  ["gemini-3.5-flash", { budgetTokens: 4096 }, { thinkingLevel: "MEDIUM" }],
  ["gemini-3.5-flash", { budgetTokens: 16_384 }, { thinkingLevel: "HIGH" }],
  ["gemini-3.5-flash", { budgetTokens: -1 }, undefined],
  ["gemini-3.5-flash", { depth: 0 }, { thinkingLevel: "HIGH" }],
  ["gemini-3.5-flash", { depth: 4 }, { thinkingLevel: "MINIMAL" }],
  ["gemini-2.5-flash", { effort: "none" }, { thinkingBudget: 0 }],
  ["gemini-2.5-flash", { effort: "high" }, { thinkingBudget: 24_576 }],
  ["gemini-2.5-flash", { budgetTokens: -1 }, { thinkingBudget: -1 }],
  ["gemini-2.5-flash-lite", { budgetTokens: 10 }, { thinkingBudget: 512 }],
  ["gemini-2.5-pro", { budgetTokens: 0 }, { thinkingBudget: 128 }],
  ["gemini-2.5-pro", { budgetTokens: 99_999 }, { thinkingBudget: 32_768 }],
  ["gemini-2.5-flash", { show: true }, { includeThoughts: true }],
  ["gemini-2.5-flash", { show: true, budgetTokens: 0 }, { thinkingBudget: 0 }],
  ["gemini-2.0-flash", { show: true, effort: "high" }, undefined],
  ["gemini-2.5-flash-image", { effort: "high" }, undefined],
  ["gemini-flash-latest", { effort: "minimal" }, { thinkingLevel: "LOW" }],
];

for (const [model, reasoning, expected] of thinkingCases) {
  Deno.test(`${model} thinks ${JSON.stringify(expected)} for ${JSON.stringify(reasoning)}`, () => {
    const config = configOf({ model, reasoning: { show: false, ...reasoning } });
    assertEquals(config.thinkingConfig, expected);
  });
}

Deno.test("thinking that cannot be switched off is reported", () => {
  const reasoning = { show: false, effort: "none" } as const;
  assertEquals(built({ model: "gemini-2.5-pro", reasoning }).ignored, ["reasoning"]);
  assertEquals(built({ model: "gemini-2.5-flash", reasoning }).ignored, []);
  const model = "gemini-2.0-flash";
  assertEquals(built({ model, reasoning }).ignored, []);
  assertEquals(built({ model, reasoning: { show: false, effort: "low" } }).ignored, ["reasoning"]);
});

const schema = { type: "object", properties: { answer: { type: "string" } } };
const output = { type: "json", schema } as const;
const tools = [{ name: "look", parameters: schema }];

Deno.test("JSON output is asked for by JSON Schema, on old models by the API's own kind", () => {
  assertEquals(configOf({ output }), {
    responseMimeType: "application/json",
    responseJsonSchema: schema,
  });
  assertEquals(configOf({ output, model: "gemini-2.0-flash" }), {
    responseMimeType: "application/json",
    responseSchema: { type: "OBJECT", properties: { answer: { type: "STRING" } } },
  });
  assertEquals(configOf({ output: { type: "json" } }), { responseMimeType: "application/json" });
});

Deno.test("JSON output beside functions is in the API from Gemini 3 on, before in words", () => {
  assertEquals(configOf({ output, tools, model: "gemini-3.5-flash" }), {
    responseMimeType: "application/json",
    responseJsonSchema: schema,
  });
  const { body, ignored } = built({ output, tools });
  assertEquals(body.generationConfig, undefined);
  assertEquals(ignored, ["output"]);
  assertStringIncludes(JSON.stringify(body.systemInstruction), "nothing but JSON");
  assertEquals(built({ output, webSearch: true }).ignored, ["output"]);
});

Deno.test("the choice of tools becomes the API's modes", () => {
  const choose = (toolChoice: GenerateRequest["toolChoice"]) =>
    built({ tools, toolChoice }).body.toolConfig;
  assertEquals(choose({ mode: "auto" }), undefined);
  assertEquals(choose({ mode: "none" }), { functionCallingConfig: { mode: "NONE" } });
  assertEquals(choose({ mode: "required" }), { functionCallingConfig: { mode: "ANY" } });
  assertEquals(choose({ mode: "required", allowed: ["look"] }), {
    functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["look"] },
  });
});

Deno.test("a narrowed free choice offers only what it allows", () => {
  const two = [...tools, { name: "other" }];
  const { body } = built({ tools: two, toolChoice: { mode: "auto", allowed: ["other"] } });
  assertEquals(body.tools, [{ functionDeclarations: [{ name: "other" }] }]);
});

Deno.test("web search beside functions needs a switch, and older models lack it", () => {
  const newer = built({ tools, webSearch: true, model: "gemini-3.5-flash" });
  assertEquals(newer.ignored, []);
  assertEquals((newer.body.tools as JsonObject[])[1], { googleSearch: {} });
  assertEquals(newer.body.toolConfig, { includeServerSideToolInvocations: true });
  const older = built({ tools, webSearch: true });
  assertEquals(older.ignored, ["webSearch"]);
  assertEquals((older.body.tools as JsonObject[]).length, 1);
  assertEquals(built({ webSearch: true }).body.tools, [{ googleSearch: {} }]);
});

Deno.test("Google's own tools and settings of the client go through", () => {
  const fields = {
    tools: [{ codeExecution: {} }, { googleSearch: { excludeDomains: ["a.example"] } }],
    toolConfig: { retrievalConfig: { languageCode: "en" } },
    generationConfig: { mediaResolution: "MEDIA_RESOLUTION_LOW" },
  };
  const { body } = built({ webSearch: true, extras: { family: "google-genai", fields } });
  assertEquals(body.tools, fields.tools);
  assertEquals(body.toolConfig, fields.toolConfig);
  assertEquals(body.generationConfig, fields.generationConfig);
});

Deno.test("pictures are asked for, but not where functions are the aim", () => {
  const outputMedia = { image: true, aspectRatio: "16:9", size: "2K" };
  assertEquals(configOf({ outputMedia, model: "gemini-3-pro-image" }), {
    responseModalities: ["TEXT", "IMAGE"],
    imageConfig: { aspectRatio: "16:9", imageSize: "2K" },
  });
  assertEquals(built({ outputMedia, tools }).ignored, ["outputMedia"]);
});

Deno.test("a picture's size is asked of models that have sizes, else told as unmet", () => {
  const outputMedia = { image: true, required: true, aspectRatio: "1:1", size: "4K" };
  const model = "gemini-2.5-flash-image";
  assertEquals(configOf({ outputMedia, model }), {
    responseModalities: ["TEXT", "IMAGE"],
    imageConfig: { aspectRatio: "1:1" },
  });
  assertEquals(built({ outputMedia, model }).ignored, ["outputMedia.size"]);
});

Deno.test("what the system says is one instruction; models without one hear it from the user", () => {
  const system = (text: string) =>
    ({ role: "system", parts: [{ type: "text" as const, text }] }) as const;
  const messages = [system("One."), user("Hi"), system("Two.")].map((one) => ({
    ...one,
    parts: [...one.parts],
  })) as GenerateRequest["messages"];
  const { body } = built({ messages });
  assertEquals(body.systemInstruction, { parts: [{ text: "One.\n\nTwo." }] });
  const early = built({ messages, model: "gemini-2.0-flash-exp" }).body;
  assertEquals(early.systemInstruction, body.systemInstruction);
  const gemma = built({ messages, model: "gemma-3-27b-it" }).body;
  assertEquals(gemma.systemInstruction, undefined);
  assertEquals(gemma.contents, [{
    role: "user",
    parts: [{ text: "One.\n\nTwo." }, { text: "Hi" }],
  }]);
});
