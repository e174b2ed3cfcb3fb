import { assert, assertEquals } from "@std/assert";
import { anthropicMessages } from "../../lib/dialects/anthropic_messages/anthropic_messages.ts";
import { errorBody, errorTypes } from "../../lib/dialects/anthropic_messages/error_body.ts";
import { errorKinds, GatewayError } from "../../lib/core/gateway_error.ts";
import type { ErrorKind } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { finish, loopback, post, start, user } from "./loopback.ts";

const anthropic = { headers: { "anthropic-version": "2026-10-21" } };

Deno.test("messages are taken under any prefix and with a query", async () => {
  for (const path of ["/v1/messages", "/v1/messages?beta=true", "/team/a/v1/messages"]) {
    const response = await post(loopback([[start(), finish()]]), { messages: [user("hi")] }, path);
    assertEquals(response.status, 200);
    await response.body?.cancel();
  }
});

Deno.test("the model list is Anthropic's only for its clients", () => {
  const { routes } = anthropicMessages();
  const serves = (headers: HeadersInit) => {
    const request = new Request("http://gateway/v1/models", { headers });
    const url = new URL(request.url);
    return routes.some(({ method, path, when }) =>
      method === "GET" && path.test(url.pathname) && (when?.(request, url) ?? true)
    );
  };
  assert(serves(anthropic.headers));
  assert(!serves({}));
});

Deno.test("the model list pages forwards and backwards", async () => {
  const page = async (query: string) => {
    const response = await loopback().fetch(`http://gateway/v1/models?${query}`, anthropic);
    const { data, ...rest } = await response.json();
    return [data.map(({ id }: JsonObject) => id), rest];
  };
  assertEquals(await page("limit=2"), [["gemini-a", "gemini-b"], {
    has_more: true,
    first_id: "gemini-a",
    last_id: "gemini-b",
  }]);
  assertEquals(await page("limit=2&after_id=gemini-b"), [["openai/gpt-5"], {
    has_more: false,
    first_id: "openai/gpt-5",
    last_id: "openai/gpt-5",
  }]);
  assertEquals(await page("limit=1&before_id=openai/gpt-5"), [["gemini-b"], {
    has_more: true,
    first_id: "gemini-b",
    last_id: "gemini-b",
  }]);
  assertEquals(await page("after_id=openai/gpt-5"), [[], {
    has_more: false,
    first_id: null,
    last_id: null,
  }]);
});

Deno.test("a model says its name, its date and its limits", async () => {
  const get = (id: string) => loopback().fetch(`http://gateway/v1/models/${id}`, anthropic);
  const { id, created_at, max_input_tokens, max_tokens } = await (await get("gemini-a")).json();
  assertEquals([id, created_at, max_input_tokens, max_tokens], [
    "gemini-a",
    "2023-11-14T22:13:20Z",
    1000,
    null,
  ]);
  const unknown = await get("gemini-z");
  assertEquals([unknown.status, (await unknown.json()).error.type], [404, "not_found_error"]);
});

Deno.test("a wrong page is refused", async () => {
  for (const query of ["limit=0", "limit=x", "limit=1001", "after_id=no", "before_id=no"]) {
    const response = await loopback().fetch(`http://gateway/v1/models?${query}`, anthropic);
    assertEquals([response.status, (await response.json()).error.type], [
      400,
      "invalid_request_error",
    ]);
  }
});

Deno.test("Claude Code's probe is answered", async () => {
  const hello = (method: string) => loopback().fetch("http://gateway/api/hello", { method });
  assertEquals([(await hello("HEAD")).status, await (await hello("HEAD")).text()], [200, ""]);
  assertEquals(await (await hello("GET")).json(), { message: "hello" });
});

Deno.test("requests that nobody serves are Anthropic's by their header or their path", () => {
  const claims = (path: string, headers: HeadersInit = {}) => {
    const request = new Request(`http://gateway${path}`, { headers });
    return anthropicMessages().claims(request, new URL(request.url));
  };
  assert(claims("/v1/files", anthropic.headers));
  assert(claims("/v1/messages/nothing"));
  assert(!claims("/v1/chat/completions"));
});

Deno.test("each kind of error has a body in Anthropic's words", () => {
  for (const kind of Object.keys(errorKinds) as ErrorKind[]) {
    assertEquals(JSON.parse(JSON.stringify(errorBody(new GatewayError(kind, "Why."), "r"))), {
      type: "error",
      error: { type: errorTypes[kind], message: "Why." },
      request_id: "r",
    });
  }
});

Deno.test("a prompt that is too long is named so that Claude Code compacts", () => {
  const error = new GatewayError("too-large", "300000 bytes do not fit.", {
    code: "context_length_exceeded",
  });
  const { message } = errorBody(error, "r").error as JsonObject;
  assertEquals(message, "prompt is too long: 300000 bytes do not fit.");
});

Deno.test("a thread is refused with the details that the SDK looks for", async () => {
  const thread = { type: "create" };
  const response = await post(loopback(), { thread, messages: [user("hi")] });
  assertEquals([response.status, (await response.json()).error.details], [
    400,
    { error_code: "thread_unsupported_request", unsupported: ["thread"] },
  ]);
});
