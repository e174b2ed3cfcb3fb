import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isJsonObject, type JsonObject } from "../../lib/core/json.ts";
import { answered, genaiPaths, hello, lastRecord, withApiGateway } from "./api_gateway.ts";
import { dialectCalls } from "./dialect_calls.ts";

function candidateOf({ candidates }: JsonObject): JsonObject {
  const [candidate] = Array.isArray(candidates) ? candidates : [];
  assert(isJsonObject(candidate));
  return candidate;
}

const words = ["SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT"]
  .concat("SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER")
  .concat("NO_IMAGE", "CONTINUATION", "MAX_TOKENS", "STOP");

Deno.test("GenAI clients read the very word with which Google ends an answer, and its message", () =>
  withApiGateway(async ({ api, gateway }) => {
    for (const finishReason of words) {
      for (const path of genaiPaths) {
        api.answer([
          answered("One.", {}),
          answered(undefined, { finishReason, finishMessage: "Because." }),
        ]);
        const record = await lastRecord(await gateway.post(path, hello));
        const candidate = candidateOf(record);
        assertEquals([candidate.finishReason, candidate.finishMessage], [finishReason, "Because."]);
      }
    }
  }));

Deno.test("other dialects tell a block in their own word", () =>
  withApiGateway(async ({ api, gateway }) => {
    const told: Record<string, string> = {
      openai_chat: '"finish_reason":"content_filter"',
      openai_completions: '"finish_reason":"content_filter"',
      openai_responses: '"reason":"content_filter"',
      google_genai: '"finishReason":"RECITATION"',
      anthropic_messages: '"stop_reason":"refusal"',
    };
    for (const call of dialectCalls) {
      for (const stream of [false, true]) {
        api.answer([answered("One.", { finishReason: "RECITATION" })]);
        const { headers } = call;
        const response = await gateway.post(call.path(stream), call.body("hi", stream), {
          headers,
        });
        assertStringIncludes(await response.text(), told[call.name]!, call.name);
      }
    }
  }));

Deno.test("GenAI clients get Google's usage, ratings and log probabilities as they are", () =>
  withApiGateway(async ({ api, gateway }) => {
    const token = (text: string) => ({ token: text, logProbability: -0.5 });
    const logs = (text: string) => ({ logprobsResult: { chosenCandidates: [token(text)] } });
    const safetyRatings = [{ category: "HARM_CATEGORY_HARASSMENT", probability: "LOW" }];
    for (const path of genaiPaths.slice(1)) {
      api.answer([
        answered("One", logs("One")),
        answered(".", { ...logs("."), finishReason: "STOP", safetyRatings, avgLogprobs: -0.5 }),
      ]);
      const record = await lastRecord(await gateway.post(path, hello));
      const { content: _, index: __, ...rest } = candidateOf(record);
      assertEquals(rest, {
        finishReason: "STOP",
        safetyRatings,
        avgLogprobs: -0.5,
        logprobsResult: { chosenCandidates: [token("One"), token(".")] },
      });
      assertEquals(record.usageMetadata, answered("", {}).usageMetadata);
    }
  }));

Deno.test("a blocked prompt is Google's own feedback to GenAI clients, without a candidate", () =>
  withApiGateway(async ({ api, gateway }) => {
    for (const path of genaiPaths) {
      api.fail("blocked-prompt");
      const response = await gateway.post(path, hello);
      assertEquals([response.status, response.headers.get("x-gemini-upstream")], [200, "api"]);
      const type = response.headers.get("content-type") ?? "";
      assertEquals(type.startsWith("text/event-stream"), path.includes("alt=sse"));
      assertEquals(await lastRecord(response), {
        promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
        modelVersion: "gemini-3.5-flash",
      });
    }
    assertEquals(api.generations.length, genaiPaths.length);
  }));

for (const call of dialectCalls.filter(({ name }) => name !== "google_genai")) {
  Deno.test(`${call.name}: a blocked prompt is an error that says so, never an empty answer`, () =>
    withApiGateway(async ({ api, gateway }) => {
      for (const stream of [false, true]) {
        api.fail("blocked-prompt");
        const { headers } = call;
        const response = await gateway.post(call.path(stream), call.body("hi", stream), {
          headers,
        });
        assertEquals(response.status, 400);
        const { message } = call.error(await response.json());
        assertStringIncludes(String(message), "Google blocked the prompt (PROHIBITED_CONTENT)");
      }
      assertEquals(api.generations.length, 2);
    }));
}

Deno.test("no picture at all is NO_IMAGE to GenAI clients, an error to the others", () =>
  withApiGateway(async ({ api, gateway }) => {
    const nothing = answered(undefined, { finishReason: "NO_IMAGE" });
    for (const path of [...genaiPaths, "/v1/chat/completions"]) {
      for (const _ of ["first", "retry"]) api.answer([nothing]);
      const chat = { model: "gemini-3.5-flash", messages: [{ role: "user", content: "hi" }] };
      const genai = genaiPaths.includes(path);
      const response = await gateway.post(path, genai ? hello : chat);
      if (genai) assertEquals(await lastRecord(response), nothing);
      else assertEquals([response.status, (await response.json()).error.code], [502, "no_image"]);
    }
  }));
