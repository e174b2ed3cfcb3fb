import { assertStringIncludes } from "@std/assert";
import { refused } from "./genai_gateway.ts";

Deno.test("what the vendor's own tools said is a text, and never dropped for being none", async () => {
  const contents = [{ role: "model", parts: [{ codeExecutionResult: { output: { n: 1 } } }] }];
  const { message } = await refused({ contents });
  assertStringIncludes(message, '"contents.0.parts.0.codeExecutionResult.output"');
});
