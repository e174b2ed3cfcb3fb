import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { JsonObject } from "../../lib/core/json.ts";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import { startFakeGeminiApi } from "../fakes/fake_gemini_api.ts";
import { type FakeGeminiWeb, startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { type DialectCall, dialectCalls } from "./dialect_calls.ts";

const data = "iVBORw0KGgoAAAANSUhEUgAA".repeat(1000);
const url = `data:image/png;base64,${data}`;
const parameters = { type: "object", properties: { at: { type: "string" } } };
const sentence = "[A picture (image/png, 18 kB) was here; it cannot be shown to you.]";

/** A conversation with pictures in each place that a dialect has for them. */
interface Conversation {
  dialect: string;
  /** A picture that a tool brought, and nothing after it. */
  fromTool: JsonObject;
  /** Where that picture stands. */
  toolPath: string;
  /** A picture of the user's, an answer, and a text of the user's. */
  earlier: JsonObject;
  earlierPath: string;
  /** The picture is what the user sends. */
  now: JsonObject;
  nowPath: string;
}

const chatPicture = { type: "image_url", image_url: { url } };
const claudePicture = { type: "image", source: { type: "base64", media_type: "image/png", data } };
const inline = { inlineData: { mimeType: "image/png", data } };

const conversations: Conversation[] = [
  {
    dialect: "openai_chat",
    fromTool: {
      tools: [{ type: "function", function: { name: "look", parameters } }],
      messages: [
        { role: "user", content: "Look." },
        {
          role: "assistant",
          tool_calls: [{ id: "c1", type: "function", function: { name: "look", arguments: "{}" } }],
        },
        {
          role: "tool",
          tool_call_id: "c1",
          content: [{ type: "text", text: "Seen:" }, chatPicture],
        },
      ],
    },
    toolPath: "messages.2.content.1",
    earlier: {
      messages: [
        { role: "user", content: [{ type: "text", text: "What is it?" }, chatPicture] },
        { role: "assistant", content: "A cat." },
        { role: "user", content: "And now?" },
      ],
    },
    earlierPath: "messages.0.content.1",
    now: {
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello." },
        { role: "user", content: [chatPicture] },
      ],
    },
    nowPath: "messages.2.content.0",
  },
  {
    dialect: "openai_responses",
    fromTool: {
      tools: [{ type: "function", name: "look", parameters }],
      input: [
        { role: "user", content: "Look." },
        { type: "function_call", call_id: "c1", name: "look", arguments: "{}" },
        {
          type: "function_call_output",
          call_id: "c1",
          output: [{ type: "input_image", image_url: url }],
        },
      ],
    },
    toolPath: "input.2.output.0",
    earlier: {
      input: [
        { role: "user", content: [{ type: "input_image", image_url: url }] },
        { role: "assistant", content: "A cat." },
        { role: "user", content: "And now?" },
      ],
    },
    earlierPath: "input.0.content.0",
    now: { input: [{ role: "user", content: [{ type: "input_image", image_url: url }] }] },
    nowPath: "input.0.content.0",
  },
  {
    dialect: "google_genai",
    fromTool: {
      tools: [{ functionDeclarations: [{ name: "look", parameters }] }],
      contents: [
        { role: "user", parts: [{ text: "Look." }] },
        { role: "model", parts: [{ functionCall: { name: "look", args: {} } }] },
        {
          role: "user",
          parts: [
            { functionResponse: { name: "look", response: { output: "ok" }, parts: [inline] } },
          ],
        },
      ],
    },
    toolPath: "contents.2.parts.0.functionResponse.parts.0",
    earlier: {
      contents: [
        { role: "user", parts: [{ text: "What is it?" }, inline] },
        { role: "model", parts: [{ text: "A cat." }] },
        { role: "user", parts: [{ text: "And now?" }] },
      ],
    },
    earlierPath: "contents.0.parts.1",
    now: { contents: [{ role: "user", parts: [{ text: "What is it?" }, inline] }] },
    nowPath: "contents.0.parts.1",
  },
  {
    dialect: "anthropic_messages",
    fromTool: {
      tools: [{ name: "look", input_schema: parameters }],
      messages: [
        { role: "user", content: "Look." },
        { role: "assistant", content: [{ type: "tool_use", id: "c1", name: "look", input: {} }] },
        {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: "c1", content: [claudePicture] }],
        },
      ],
    },
    toolPath: "messages.2.content.0.content.0",
    earlier: {
      messages: [
        { role: "user", content: [claudePicture] },
        { role: "assistant", content: "A cat." },
        { role: "user", content: "And now?" },
      ],
    },
    earlierPath: "messages.0.content.0",
    now: { messages: [{ role: "user", content: [claudePicture] }] },
    nowPath: "messages.0.content.0",
  },
];

type Post = (fields: JsonObject, stream?: boolean) => Promise<Response>;

async function withWeb(
  dialect: string,
  test: (web: FakeGeminiWeb, post: Post, call: DialectCall) => Promise<void>,
): Promise<void> {
  const web = startFakeGeminiWeb();
  const gateway = assembledGateway({ gemini_web_url: web.url });
  const call = dialectCalls.find(({ name }) => name === dialect)!;
  const post: Post = (fields, stream = false) =>
    gateway.post(call.path(stream), { ...call.body("", stream), ...fields }, {
      headers: call.headers,
    });
  await test(web, post, call);
  await web.close();
}

for (const { dialect, ...places } of conversations) {
  for (const place of ["fromTool", "earlier"] as const) {
    const path = place === "fromTool" ? places.toolPath : places.earlierPath;
    Deno.test(`${dialect}: a picture at ${path} is a sentence to the web app, and reported`, () =>
      withWeb(dialect, async (web, post) => {
        for (const stream of [false, true]) {
          const response = await post(places[place], stream);
          const text = await response.text();
          assertEquals([response.status, response.headers.get("x-gemini-ignored")], [200, path]);
          if (place === "fromTool") assertStringIncludes(text, "TOOL_RESULT");
        }
        for (const { prompt } of web.generations) {
          assertStringIncludes(prompt!, sentence);
          assert(!prompt!.includes(data.slice(0, 100)));
        }
      }));
  }

  Deno.test(`${dialect}: a picture that the user sends now is refused by its path`, () =>
    withWeb(dialect, async (web, post, call) => {
      const response = await post(places.now);
      assertEquals(response.status, 400);
      const body = await response.json();
      assertStringIncludes(String(call.error(body).message), "takes no pictures or files");
      if ("param" in body.error) assertEquals(body.error.param, places.nowPath);
      assertEquals(web.generations, []);
    }));
}

Deno.test("what clients put behind a result for want of a place in it came from the tool, too", () =>
  withWeb("openai_chat", async (web, post) => {
    const { tools, messages } = conversations[0]!.fromTool as { tools: JsonObject[] } & JsonObject;
    const [user, call] = messages as JsonObject[];
    const result = { role: "tool", tool_call_id: "c1", content: "See below." };
    const behind = { role: "user", content: [{ type: "text", text: "From look:" }, chatPicture] };
    const response = await post({ tools, messages: [user!, call!, result, behind] });
    await response.body?.cancel();
    assertEquals(response.headers.get("x-gemini-ignored"), "messages.3.content.1");
    assertStringIncludes(web.generations[0]!.prompt!, `From look:\n${sentence}`);
  }));

Deno.test("a result of GenAI with pictures beside its parts goes on, with its words", () =>
  withWeb("google_genai", async (web, post) => {
    const { contents, tools } = conversations[2]!.fromTool as
      & { contents: JsonObject[] }
      & JsonObject;
    const functionResponse = { name: "look", response: { output: "see the picture" } };
    const result = { role: "user", parts: [{ functionResponse }, inline] };
    const response = await post({ tools, contents: [...contents.slice(0, 2), result] });
    await response.body?.cancel();
    assertEquals(response.headers.get("x-gemini-ignored"), "contents.2.parts.1");
    const prompt = web.generations[0]?.prompt ?? "";
    assertStringIncludes(prompt, "see the picture");
    assertStringIncludes(prompt, sentence);
  }));

Deno.test("other files, addresses and a picture of the assistant's are told by what they are", () =>
  withWeb("openai_chat", async (web, post) => {
    const parts = [
      { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } },
      { type: "image_url", image_url: { url: "https://pictures.example/a.png" } },
      { type: "input_audio", input_audio: { format: "wav", data } },
    ];
    const response = await post({
      messages: [
        { role: "user", content: parts },
        { role: "assistant", content: `Like this: ![image](${url})` },
        { role: "user", content: "Thanks." },
      ],
    });
    assertEquals(response.status, 200);
    await response.body?.cancel();
    const prompt = web.generations[0]?.prompt ?? "";
    for (
      const told of [
        "[A file (a.pdf, application/pdf, 3 bytes) was here;",
        "[A picture (https://pictures.example/a.png) was here;",
        "[A sound (audio/wav, 18 kB) was here;",
        `Like this: \n${sentence}`,
      ]
    ) assertStringIncludes(prompt, told);
  }));

Deno.test("a picture's size is told without its padding, at once also where it is all padding", () =>
  withWeb("openai_chat", async (web, post) => {
    // Minutes of work, where each sign is tried as the padding's start.
    const paddings = "=".repeat(5_000_000) + "A";
    const content = ["AAAAAA==", "AAAAAAAA", paddings].map((base64) => (
      { type: "image_url", image_url: { url: `data:image/png;base64,${base64}` } }
    ));
    const response = await post({
      messages: [
        { role: "user", content },
        { role: "assistant", content: "Three cats." },
        { role: "user", content: "And now?" },
      ],
    });
    assertEquals(response.status, 200);
    await response.body?.cancel();
    const prompt = web.generations[0]?.prompt ?? "";
    assertEquals(prompt.match(/\d+ bytes/g), ["4 bytes", "6 bytes", "0 bytes"]);
  }));

Deno.test("the official API gets the pictures of the past as ever", async () => {
  const api = startFakeGeminiApi();
  const gateway = assembledGateway({ gemini_api_url: api.url, gemini_api_key: "AIzaSyOfTheTests" });
  const body = { model: "api/gemini-3.5-flash", ...conversations[0]!.earlier };
  const response = await gateway.post("/v1/chat/completions", body);
  await response.body?.cancel();
  assertEquals([response.status, response.headers.get("x-gemini-ignored")], [200, null]);
  assertStringIncludes(JSON.stringify(api.generations[0]!.body), data);
  await api.close();
});
