import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/core/json.ts";
import { openaiResponses } from "../../lib/dialects/openai_responses/openai_responses.ts";
import { FakeGateway, says, text } from "./fake_gateway.ts";

const hello = () => says(...text("Hello"));

async function get(gateway: FakeGateway, path: string, init?: RequestInit) {
  const response = await gateway.fetch(new Request(`http://gateway${path}`, init));
  return { status: response.status, body: await response.json() };
}

function rolesOf(gateway: FakeGateway): string[] {
  return gateway.lastRequest.messages.map((message) => message.role);
}

Deno.test("a streamed response is kept like a whole one", async () => {
  const gateway = new FakeGateway(hello);
  const streamed = (await gateway.stream({ input: "hi" })).at(-1)!["response"] as JsonObject;
  assertEquals(await get(gateway, `/v1/responses/${streamed["id"]}`), {
    status: 200,
    body: streamed,
  });
});

Deno.test("a conversation goes on over several responses, instructions do not", async () => {
  const gateway = new FakeGateway(hello);
  let previous: JsonObject = {};
  for (const input of ["one", "two", "three"]) {
    previous = await gateway.create({
      input,
      instructions: `about ${input}`,
      previous_response_id: previous["id"],
    });
  }
  assertEquals(rolesOf(gateway), ["system", "user", "assistant", "user", "assistant", "user"]);
  assertEquals(gateway.lastRequest.messages[0]!.parts, [{ type: "text", text: "about three" }]);
});

Deno.test("store: false keeps nothing", async () => {
  const gateway = new FakeGateway(hello);
  const { id } = await gateway.create({ input: "hi", store: false });
  assertEquals((await get(gateway, `/v1/responses/${id}`)).status, 404);
});

Deno.test("an unknown previous response is told as the vendor tells it", async () => {
  const gateway = new FakeGateway(hello);
  const answer = await gateway.post("/v1/responses", {
    model: "m",
    input: "hi",
    previous_response_id: "resp_gone",
  });
  const { error } = await answer.json();
  assertEquals([answer.status, error.code, error.param, error.type], [
    404,
    "previous_response_not_found",
    "previous_response_id",
    "invalid_request_error",
  ]);
});

Deno.test("an item reference stands for the item, in and out", async () => {
  const gateway = new FakeGateway(hello);
  const first = await gateway.create({ input: "hi" });
  const output = (first["output"] as JsonObject[])[0]!;
  const listed = await get(gateway, `/v1/responses/${first["id"]}/input_items`);
  await gateway.create({
    input: [
      { type: "item_reference", id: listed.body.data[0].id },
      { id: output["id"] },
      { role: "user", content: "and?" },
    ],
  });
  assertEquals(rolesOf(gateway), ["user", "assistant", "user"]);
  const answer = await gateway.post("/v1/responses", {
    model: "m",
    input: [{ type: "item_reference", id: "msg_gone" }],
  });
  assertEquals([answer.status, (await answer.json()).error.param], [404, "input.0"]);
});

Deno.test("input items are listed in pages, newest first", async () => {
  const gateway = new FakeGateway(hello);
  const input = ["a", "b", "c"].map((content) => ({ role: "user", content, id: `msg_${content}` }));
  const { id } = await gateway.create({ input });
  const first = await get(gateway, `/v1/responses/${id}/input_items?limit=2`);
  assertEquals(
    [first.body.data.map((item: JsonObject) => item["id"]), first.body.has_more],
    [["msg_c", "msg_b"], true],
  );
  const query = `limit=2&after=${first.body.last_id}`;
  const second = await get(gateway, `/v1/responses/${id}/input_items?${query}`);
  assertEquals([second.body.data.length, second.body.first_id, second.body.has_more], [
    1,
    "msg_a",
    false,
  ]);
  const forward = await get(gateway, `/v1/responses/${id}/input_items?order=asc`);
  assertEquals(forward.body.first_id, "msg_a");
  for (const [key, value] of Object.entries({ limit: 0, order: "up" })) {
    const wrong = await get(gateway, `/v1/responses/${id}/input_items?${key}=${value}`);
    assertEquals([wrong.status, wrong.body.error.param], [400, key]);
  }
  const again = await get(gateway, `/v1/responses/${id}?stream=true`);
  assertEquals([again.status, again.body.error.param], [400, "stream"]);
});

Deno.test("an input item that is no message is listed as it was sent", async () => {
  const gateway = new FakeGateway(hello);
  const call = { type: "function_call", call_id: "c", name: "look", arguments: "{}" };
  const result = { type: "function_call_output", id: "fco_1", call_id: "c", output: "seen" };
  const { id } = await gateway.create({ input: [call, result] });
  const listed = await get(gateway, `/v1/responses/${id}/input_items?order=asc`);
  assertEquals(listed.body.data[1], result);
  const { id: given, ...rest } = listed.body.data[0];
  assertEquals(rest, call);
  assertEquals(/^fc_/.test(given), true);
});

Deno.test("a deleted response is gone", async () => {
  const gateway = new FakeGateway(hello);
  const { id } = await gateway.create({ input: "hi" });
  assertEquals(await get(gateway, `/v1/responses/${id}`, { method: "DELETE" }), {
    status: 200,
    body: { id, object: "response", deleted: true },
  });
  assertEquals((await get(gateway, `/v1/responses/${id}`, { method: "DELETE" })).status, 404);
});

Deno.test("a response that is done cannot be cancelled", async () => {
  const gateway = new FakeGateway(hello);
  const { id } = await gateway.create({ input: "hi" });
  const cancel = (id: unknown) => get(gateway, `/v1/responses/${id}/cancel`, { method: "POST" });
  assertEquals((await cancel(id)).status, 400);
  assertEquals((await cancel("resp_gone")).status, 404);
});

Deno.test("the store's bounds can be set", async () => {
  const store = { maxResponses: 1, maxBytes: 100_000 };
  const gateway = new FakeGateway(hello, openaiResponses({ store }));
  const { id } = await gateway.create({ input: "hi" });
  await gateway.create({ input: "hi" });
  assertEquals((await get(gateway, `/v1/responses/${id}`)).status, 404);
});

Deno.test("a WebSocket is refused with 426, a plain GET with 405", async () => {
  const gateway = new FakeGateway(hello);
  const upgrade = { headers: { connection: "Upgrade", upgrade: "WebSocket" } };
  assertEquals((await get(gateway, "/v1/responses", upgrade)).status, 426);
  assertEquals((await get(gateway, "/v1/responses")).status, 405);
});

Deno.test("the routes serve under any prefix", async () => {
  const gateway = new FakeGateway(hello);
  for (const path of ["/responses", "/v1/responses", "/a/b/v1/responses/"]) {
    assertEquals((await gateway.post(path, { model: "m", input: "hi" })).status, 200);
  }
  const count = await gateway.post("/openai/v1/responses/input_tokens", { model: "m", input: "a" });
  assertEquals(await count.json(), { object: "response.input_tokens", input_tokens: 42 });
});
