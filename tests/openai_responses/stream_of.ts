import { assert, assertEquals } from "@std/assert";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import type { GatewayError } from "../../lib/core/gateway_error.ts";
import { isJsonObject, type JsonObject } from "../../lib/core/json.ts";
import { FakeGateway } from "./fake_gateway.ts";

export const id = "00000000000000000000000000000001";
export const tools = [
  { type: "function", name: "look", parameters: { type: "object" } },
  { type: "custom", name: "patch" },
  { type: "tool_search", execution: "client" },
  {
    type: "namespace",
    name: "clock",
    description: "",
    tools: [{ type: "function", name: "sleep" }],
  },
];

/** The event's type with what tells one from the next. */
export function brief(event: JsonObject): string {
  const detail = event["delta"] ?? event["text"] ?? event["arguments"] ?? event["input"];
  const place = event["output_index"] === undefined ? "" : ` ${event["output_index"]}`;
  return `${event["type"]}${place}${detail === undefined ? "" : ` ${JSON.stringify(detail)}`}`;
}

export async function streamOf(script: (GenerateEvent | GatewayError)[], body: JsonObject = {}) {
  const events = await new FakeGateway(() => script).stream({ input: "hi", ...body });
  assertEquals(events.map((event) => event["sequence_number"]), events.map((_, index) => index));
  return events;
}

export function responseOf(event: JsonObject | undefined): JsonObject {
  const response = event?.["response"];
  assert(isJsonObject(response), "no response in the event");
  return response;
}
