import { assertEquals } from "@std/assert";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { isJsonObject, type JsonObject } from "../../lib/core/json.ts";
import { call, FakeGateway, says } from "./fake_gateway.ts";
import { responseOf } from "./stream_of.ts";

const include = ["reasoning.encrypted_content"];
const tools = [{ type: "function", name: "look" }];

function signedCall(id: string, signature: string): GenerateEvent[] {
  return call(id, "look", "{}").map((event) =>
    event.type === "tool-call-end" ? { ...event, signature } : event
  );
}

const script = says(
  { type: "reasoning", delta: "Hm" },
  ...signedCall("c1", "c2ln"),
  ...call("c2", "look", "{}"),
  ...signedCall("c3", "dHdv"),
);

function outputOf(response: JsonObject): JsonObject[] {
  return Array.isArray(response["output"]) ? response["output"].filter(isJsonObject) : [];
}

Deno.test("a call's signature comes back with encrypted thoughts, streamed or whole", async () => {
  const whole = await new FakeGateway(() => script).create({ input: "hi", tools, include });
  const streaming = new FakeGateway(() => script);
  streaming.inOneBatch = true;
  const events = await streaming.stream({ input: "hi", tools, include });
  assertEquals(responseOf(events.at(-1)), whole);
  const output = outputOf(whole);
  assertEquals(output.map(({ type }) => type), [
    "reasoning",
    "function_call",
    "function_call",
    "reasoning",
    "function_call",
  ]);
  const gateway = new FakeGateway(() => says());
  await gateway.create({ input: [{ role: "user", content: "hi" }, ...output], tools, include });
  const parts = gateway.lastRequest.messages.at(-1)!.parts;
  const told = parts.map((part) => [part.type, "signature" in part ? part.signature : undefined]);
  assertEquals(told, [
    ["reasoning", undefined],
    ["tool-call", "c2ln"],
    ["tool-call", undefined],
    ["tool-call", "dHdv"],
  ]);
});

Deno.test("a client that asks for no encrypted thoughts gets no items for signatures", async () => {
  const whole = await new FakeGateway(() => script).create({ input: "hi", tools });
  const [thought, ...others] = outputOf(whole);
  assertEquals(thought?.["encrypted_content"], undefined);
  assertEquals(others.map(({ type }) => type), ["function_call", "function_call", "function_call"]);
});
