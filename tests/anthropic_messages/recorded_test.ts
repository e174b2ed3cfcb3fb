import { assert, assertEquals } from "@std/assert";
import { decodeRequest } from "../../lib/dialects/anthropic_messages/decode_request.ts";
import { recordedRequests } from "../fakes/recorded_requests.ts";

/** What Claude Code sends and nobody here honours, each with the reason why that is right. */
const decided: Record<string, string> = {
  "context_management": "it asks to keep all thoughts, which is what happens",
};

const requests = recordedRequests("claude-code-");
const ignore = requests.length === 0;

/** All strings of a request that the model has to see, whatever their place. */
function words(messages: unknown): string[] {
  if (Array.isArray(messages)) return messages.flatMap(words);
  if (typeof messages !== "object" || messages === null) return [];
  return Object.entries(messages).flatMap(([key, value]) =>
    ["text", "content", "thinking", "data", "name"].includes(key) && typeof value === "string"
      ? [value]
      : words(value)
  );
}

Deno.test({
  name: "every field of Claude Code's recorded requests is read or decided",
  ignore,
  fn() {
    for (const { name, body } of requests) {
      const undecided = decodeRequest(body).ignored.filter((path) => !(path in decided));
      assertEquals(undecided, [], name);
    }
  },
});

Deno.test({
  name: "no word of Claude Code's recorded requests is lost",
  ignore,
  fn() {
    for (const { name, body } of requests) {
      const { request } = decodeRequest(body);
      const decodedText = JSON.stringify(request);
      for (const word of [...words(body.system), ...words(body.messages)]) {
        assert(decodedText.includes(JSON.stringify(word).slice(1, -1)), `${name}: ${word}`);
      }
    }
  },
});

Deno.test({
  name: "Claude Code's deferred tool is on offer after its search, the placeholder never",
  ignore,
  fn() {
    const offered = (step: string) => {
      const found = requests.find(({ name }) => name.includes(`toolsearch-${step}`));
      return found ? decodeRequest(found.body).request.tools.map(({ name }) => name) : [];
    };
    const [before, after] = [offered("01"), offered("02")];
    assert(before.includes("ToolSearch") && !before.includes("WebFetch"));
    assert(after.includes("WebFetch") && !after.includes("DeferredToolPlaceholder"));
  },
});

Deno.test({
  name: "Claude Code's results find their calls, out of order as they are",
  ignore,
  fn() {
    const found = requests.find(({ name }) => name.includes("sonnet45-parallel-02"));
    const messages = found ? decodeRequest(found.body).request.messages : [];
    const results = messages.flatMap(({ role, parts }) => role === "tool" ? parts : []);
    assertEquals(results.map((part) => part.type === "tool-result" && part.name), ["Read", "Bash"]);
  },
});
