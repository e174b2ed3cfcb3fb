import { assertEquals, assertInstanceOf } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { type Case, tools } from "./corpus/case.ts";
import { faulty } from "./corpus/faulty.ts";
import { noCalls } from "./corpus/no_calls.ts";
import { wellMeant } from "./corpus/well_meant.ts";
import { answerOf, fakeBackend, userRequest } from "./fake_backend.ts";
import { cut, seeded } from "./random.ts";

for (const each of [...wellMeant, ...noCalls, ...faulty]) {
  Deno.test(`corpus: ${each.name}`, async () => {
    await assertOutcome(each, [(text) => [text], (text) => cut(text, 1, Math.random)]);
    const random = seeded(7);
    const pieces = (longest: number) => (text: string) => cut(text, longest, random);
    await assertOutcome(each, [pieces(3), pieces(9), pieces(40), pieces(40)]);
  });
}

/** The case's outcome, with its answers cut in each of these ways. */
async function assertOutcome(each: Case, ways: ((text: string) => string[])[]): Promise<void> {
  for (const way of ways) {
    const backend = fakeBackend(each.answers.map(way));
    const request = userRequest("What is the weather?", {
      tools,
      toolChoice: each.choice ?? { mode: "auto" },
    });
    const outcome = await answerOf(backend, request).catch((error: unknown) => {
      assertInstanceOf(error, GatewayError);
      return error;
    });
    if (outcome instanceof GatewayError) {
      assertEquals(outcome.code, each.error, outcome.message);
    } else {
      const text = outcome.parts.map((part) => part.type === "text" ? part.text : "").join("");
      const calls = outcome.parts.flatMap((part) =>
        part.type === "tool-call" ? [`${part.name} ${part.arguments}`] : []
      );
      assertEquals({ text, calls, error: undefined }, {
        text: each.text,
        calls: each.calls,
        error: each.error,
      });
      assertEquals(outcome.finishReason, each.calls.length > 0 ? "tool-calls" : "stop");
    }
    assertEquals(backend.asked.length, each.answers.length);
    assertEquals(backend.closed, each.answers.length);
  }
}
