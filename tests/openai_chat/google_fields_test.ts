import { assertEquals, assertThrows } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { decodeChat } from "../../lib/dialects/openai_chat/decode.ts";

const chat = { model: "gemini-3.5-flash", messages: [{ role: "user", content: "hi" }] };

function decoded(fields: JsonObject) {
  return decodeChat({ ...chat, ...fields });
}

Deno.test("thinking_config says how much to think and whether to show it", () => {
  const cases: [JsonObject, JsonObject][] = [
    [{ thinking_budget: 800, include_thoughts: true }, { budgetTokens: 800, show: true }],
    [{ thinking_budget: 0 }, { budgetTokens: 0, show: true }],
    [{ thinking_level: "LOW", include_thoughts: false }, { effort: "low", show: false }],
  ];
  for (const [thinking_config, reasoning] of cases) {
    for (
      const fields of [{ extra_body: { google: { thinking_config } } }, {
        google: { thinking_config },
      }]
    ) {
      const { request, ignored } = decoded(fields);
      assertEquals([{ effort: undefined, ...reasoning }, ignored], [
        { ...request.reasoning },
        [],
      ]);
    }
  }
});

Deno.test("safety settings go to the official API as they are", () => {
  const setting = { category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_ONLY_HIGH" };
  const { request } = decoded({ extra_body: { google: { safety_settings: [setting] } } });
  assertEquals(request.extras, {
    family: "google-genai",
    fields: { safetySettings: [setting] },
  });
  assertEquals(decoded({}).request.extras, undefined);
});

Deno.test("what cannot be honoured is refused or reported, naming the field", () => {
  const cases: [JsonObject, string][] = [
    [{ google: { cached_content: "cachedContents/1" } }, "google.cached_content"],
    [
      { google: { thinking_config: { thinking_level: "deep" } } },
      "google.thinking_config.thinking_level",
    ],
    [{
      reasoning_effort: "low",
      google: { thinking_config: { thinking_budget: 1 } },
    }, "reasoning_effort"],
    [{ google: { safety_settings: [{}] } }, "google.safety_settings.0.category"],
    [{ modalities: ["text", "audio"] }, "modalities"],
  ];
  for (const [fields, param] of cases) {
    assertEquals(assertThrows(() => decoded(fields), GatewayError).param, param);
  }
  const { ignored } = decoded({ extra_body: { google: { thought_tag_marker: "t" }, other: 1 } });
  assertEquals(ignored, ["extra_body.other", "extra_body.google.thought_tag_marker"]);
});

Deno.test("the modality image asks for pictures beside text", () => {
  assertEquals(decoded({ modalities: ["image", "text"] }).request.outputMedia, { image: true });
  assertEquals(decoded({ modalities: ["text"] }).request.outputMedia, undefined);
});
