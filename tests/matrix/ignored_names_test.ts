import { assertEquals } from "@std/assert";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import { startFakeGeminiApi } from "../fakes/fake_gemini_api.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { dialectCalls } from "./dialect_calls.ts";

interface Case {
  dialect: string;
  fields: Record<string, unknown>;
  ignored: string[];
}

const wideTool = (description: string) => ({
  name: "look",
  description,
  parameters: { type: "object", properties: { at: { type: "string", description } } },
});

const cases: Case[] = [
  {
    dialect: "openai_chat",
    fields: {
      temperature: 0.5,
      top_p: 0.5,
      top_k: 5,
      seed: 1,
      presence_penalty: 1,
      frequency_penalty: 1,
      max_tokens: 1000,
      modalities: ["text", "image"],
      reasoning_effort: "low",
      user: "me",
    },
    ignored: [
      "user",
      "temperature",
      "top_p",
      "top_k",
      "seed",
      "presence_penalty",
      "frequency_penalty",
      "modalities",
      "reasoning_effort",
    ],
  },
  {
    dialect: "openai_chat",
    fields: {
      reasoning: { effort: "low" },
      google: { safety_settings: [{ category: "A", threshold: "B" }] },
    },
    ignored: ["google.safety_settings", "reasoning.effort"],
  },
  {
    dialect: "openai_chat",
    fields: { extra_body: { google: { thinking_config: { thinking_budget: 5 } } } },
    ignored: ["extra_body.google.thinking_config.thinking_budget"],
  },
  {
    dialect: "openai_completions",
    fields: { temperature: 0.5, frequency_penalty: 1 },
    ignored: ["temperature", "frequency_penalty"],
  },
  {
    dialect: "openai_responses",
    fields: {
      temperature: 0.5,
      top_p: 0.5,
      reasoning: { effort: "low" },
      tools: [{ type: "image_generation" }],
    },
    ignored: ["temperature", "top_p", "tools[type=image_generation]", "reasoning.effort"],
  },
  {
    dialect: "google_genai",
    fields: {
      generationConfig: {
        temperature: 0.5,
        topP: 0.5,
        topK: 5,
        maxOutputTokens: 1000,
        mediaResolution: "MEDIA_RESOLUTION_LOW",
        responseModalities: ["TEXT", "IMAGE"],
        thinkingConfig: { thinkingBudget: 5 },
      },
    },
    ignored: [
      "generationConfig.temperature",
      "generationConfig.topP",
      "generationConfig.topK",
      "generationConfig.responseModalities",
      "generationConfig.mediaResolution",
      "generationConfig.thinkingConfig.thinkingBudget",
    ],
  },
  {
    dialect: "anthropic_messages",
    fields: {
      temperature: 0.5,
      top_k: 5,
      thinking: { type: "enabled", budget_tokens: 2000 },
      output_config: { effort: "low" },
    },
    ignored: ["temperature", "top_k", "output_config.effort", "thinking.budget_tokens"],
  },
  {
    dialect: "openai_chat",
    fields: { tools: [{ type: "function", function: wideTool("x".repeat(140_000)) }] },
    ignored: ["tools.function.description", "tools.function.parameters.description"],
  },
  {
    dialect: "openai_chat",
    fields: { model: "gemini-3.5-flash@think=1" },
    ignored: ["model@think"],
  },
];

for (const { dialect, fields, ignored } of cases) {
  Deno.test(`${dialect} says ${ignored.join(", ")} in the client's own words`, async () => {
    const web = startFakeGeminiWeb();
    const gateway = assembledGateway({ gemini_web_url: web.url });
    const call = dialectCalls.find(({ name }) => name === dialect)!;
    for (const stream of [false, true]) {
      const body = { ...call.body("Hi", stream), ...fields };
      const response = await gateway.post(call.path(stream), body, { headers: call.headers });
      await response.body?.cancel();
      assertEquals(response.headers.get("x-gemini-ignored"), ignored.join(", "));
    }
    await web.idle();
    await web.close();
  });
}

Deno.test("the official API's ignored settings have the client's names, too", async () => {
  const api = startFakeGeminiApi();
  const gateway = assembledGateway({ gemini_api_url: api.url, gemini_api_key: "AIzaSyOfTheTests" });
  const response = await gateway.post("/v1/chat/completions", {
    model: "api/gemini-3.8-flash",
    messages: [{ role: "user", content: "Hi" }],
    presence_penalty: 1,
  });
  await response.body?.cancel();
  assertEquals(response.headers.get("x-gemini-ignored"), "presence_penalty");
  await api.close();
});
