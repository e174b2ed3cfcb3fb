import { assertEquals } from "@std/assert";
import { jsonLine, textLine } from "../../lib/gateway/log_line.ts";

Deno.test("what a client calls a model stays in its line and is cut, asked for or served", () => {
  // The official API is asked for a name as it came.
  const model = `gemini\n2026-11-22 GET / 200${"x".repeat(1000)}`;
  const entry = {
    id: "1",
    method: "POST",
    path: "/v1/chat/completions",
    status: 404,
    ms: 1,
    askedModel: model,
    servedModel: model,
    upstream: "api",
    bytes: 0,
  };
  const line = textLine(entry, new Date(0));
  assertEquals([line.includes("\n"), line.length < 600], [false, true]);
  const { askedModel, servedModel } = JSON.parse(jsonLine(entry, new Date(0)));
  assertEquals([askedModel, servedModel], [model.slice(0, 200), model.slice(0, 200)]);
});
