import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/core/json.ts";
import { decodeRequest } from "../../lib/dialects/openai_responses/request.ts";

function decode(body: JsonObject) {
  const nothingStored = { conversation: () => undefined, item: () => undefined };
  return decodeRequest({ model: "m", ...body }, nothingStored);
}

Deno.test("an earlier picture is a picture, one that was never finished is left out", () => {
  const drawn = { type: "image_generation_call", id: "ig_1", status: "failed", result: null };
  const { request } = decode({ input: [{ role: "user", content: "draw" }, drawn] });
  const said = request.messages.flatMap(({ parts }): unknown[] => parts);
  assertEquals(said, [{ type: "text", text: "draw" }]);
  const done = { ...drawn, status: "completed", result: "AAAA", output_format: "webp" };
  assertEquals(decode({ input: [done] }).request.messages, [{
    role: "assistant",
    parts: [{
      type: "media",
      mediaType: "image/webp",
      source: { base64: "AAAA" },
      path: "input.0",
    }],
  }]);
});
