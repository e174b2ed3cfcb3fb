import { assertEquals, assertStringIncludes } from "@std/assert";
import { asked, hi, refused } from "./genai_gateway.ts";

const text = (value: string) => ({ type: "text" as const, text: value });

Deno.test("contents may be a string, one content or a list, and parts one part", async () => {
  const user = [{ role: "user" as const, parts: [text("hi")] }];
  for (
    const contents of ["hi", { parts: { text: "hi" } }, [{ role: "", parts: ["hi"] }], hi.contents]
  ) {
    assertEquals((await asked({ contents })).request.messages, user);
  }
});

Deno.test("the system instruction comes first, as a string or a content of any role", async () => {
  for (
    const systemInstruction of [
      "be short",
      { parts: { text: "be short" } },
      { role: "user", parts: [{ text: "be short" }] },
    ]
  ) {
    const { request } = await asked({ ...hi, systemInstruction });
    assertEquals(request.messages[0], { role: "system", parts: [text("be short")] });
  }
});

Deno.test("consecutive contents of one role stay apart, and empty texts say nothing", async () => {
  const contents = [
    { role: "user", parts: [{ text: "a" }] },
    { role: "model", parts: null },
    { parts: [{ text: "b" }, { text: "" }] },
    { role: "model", parts: [{ text: "" }] },
    { role: "model", parts: [{ text: "c" }] },
  ];
  assertEquals((await asked({ contents })).request.messages, [
    { role: "user", parts: [text("a")] },
    { role: "user", parts: [text("b")] },
    { role: "assistant", parts: [text("c")] },
  ]);
});

Deno.test("the role assistant means the model, as Google's newer models read it", async () => {
  const contents = [...hi.contents, { role: "assistant", parts: [{ text: "b" }] }];
  const { request } = await asked({ contents });
  assertEquals(request.messages.at(-1), { role: "assistant", parts: [text("b")] });
});

Deno.test("media come inline in either base64 alphabet, or by URI", async () => {
  const { request, ignored } = await asked({
    contents: [{
      parts: [
        { inlineData: { mimeType: "image/png", data: "-_8=", displayName: "a.png" } },
        { inline_data: { mime_type: "image/png", data: "+/8=" } },
        {
          fileData: { fileUri: "https://example.test/v.mp4", mimeType: "video/mp4" },
          videoMetadata: { startOffset: "1s" },
          partMetadata: { mine: true },
        },
      ],
    }],
  });
  assertEquals(request.messages[0]!.parts, [
    {
      type: "media",
      path: "contents.0.parts.0",
      mediaType: "image/png",
      source: { base64: "+/8=" },
      name: "a.png",
    },
    {
      type: "media",
      path: "contents.0.parts.1",
      mediaType: "image/png",
      source: { base64: "+/8=" },
      name: undefined,
    },
    {
      type: "media",
      path: "contents.0.parts.2",
      mediaType: "video/mp4",
      source: { url: "https://example.test/v.mp4" },
      name: undefined,
      extras: { videoMetadata: { startOffset: "1s" } },
    },
  ]);
  assertEquals(ignored, "");
});

Deno.test("thoughts, calls and signatures of the model are kept as they came", async () => {
  const signature = "skip_thought_signature_validator";
  const contents = [
    ...hi.contents,
    {
      role: "model",
      parts: [
        { text: "hm", thought: true },
        { text: "", thoughtSignature: "c2ln" },
        {
          functionCall: { id: "f1", name: "read", args: { path_to: "a" } },
          thoughtSignature: signature,
        },
      ],
    },
    { role: "user", parts: [{ functionResponse: { id: "f1", name: "read", response: {} } }] },
  ];
  const { request } = await asked({ contents });
  assertEquals(request.messages[1], {
    role: "assistant",
    parts: [
      { type: "reasoning", text: "hm" },
      { type: "text", text: "", signature: "c2ln" },
      { type: "tool-call", id: "f1", name: "read", arguments: '{"path_to":"a"}', signature },
    ],
  });
});

Deno.test("what the vendor's own tools left in the history is read as text", async () => {
  const { request } = await asked({
    contents: [...hi.contents, {
      role: "model",
      parts: [
        { executableCode: { language: "PYTHON", code: "print('```')\n" } },
        { codeExecutionResult: { outcome: "OUTCOME_OK", output: "```\n" } },
        { toolCall: { id: "1", toolType: "GOOGLE_SEARCH_WEB", args: { q: "x" } } },
        { toolResponse: { id: "1", toolType: "GOOGLE_SEARCH_WEB", response: { a: 1 } } },
      ],
    }],
  });
  assertEquals(request.messages[1]!.parts, [
    text("````python\nprint('```')\n````"),
    text("[Code execution: OUTCOME_OK]\n````\n```\n````"),
    text('[Used GOOGLE_SEARCH_WEB: {"q":"x"}]'),
    text('[Result of GOOGLE_SEARCH_WEB: {"a":1}]'),
  ]);
});

Deno.test("results of any shape keep their value, and a text that stands alone is taken out", async () => {
  const responses: [response: unknown, words: string, isError?: true][] = [
    [{ output: "a\nb" }, "a\nb"],
    [{ result: "c" }, "c"],
    [{ name: "t", content: "d" }, "d"],
    [{ error: "no" }, "no", true],
    [{ name: "other", content: "e" }, '{"name":"other","content":"e"}'],
    [{ output: { n: 1 } }, '{"output":{"n":1}}'],
    [{}, "{}"],
    ["bare", "bare"],
    [[1, 2], "[1,2]"],
  ];
  for (const [response, words, isError] of responses) {
    const contents = [{ parts: [{ functionResponse: { id: "f", name: "t", response } }] }];
    const { request } = await asked({ contents });
    assertEquals(request.messages as unknown, [{
      role: "tool",
      parts: [{
        type: "tool-result",
        callId: "f",
        name: "t",
        parts: [text(words)],
        value: response,
        ...(isError && { isError }),
      }],
    }]);
  }
});

Deno.test("a result's media stand behind its words", async () => {
  const functionResponse = {
    name: "shot",
    response: { output: "done" },
    parts: [{ inlineData: { mimeType: "image/png", data: "AA==" } }],
  };
  const { request } = await asked({ contents: [{ parts: [{ functionResponse }, { text: "?" }] }] });
  assertEquals(request.messages.map(({ role }) => role), ["tool", "user"]);
  const [result] = request.messages[0]!.parts;
  assertEquals(result?.type === "tool-result" && result.parts.map(({ type }) => type), [
    "text",
    "media",
  ]);
});

Deno.test("calls without ids are matched by name and order, with ids that stay", async () => {
  const call = (name: string) => ({ functionCall: { name, args: {} } });
  const result = (name: string, output: string) => ({
    functionResponse: { name, response: { output } },
  });
  const contents = [
    ...hi.contents,
    { role: "model", parts: [call("left_open")] },
    { role: "user", parts: [{ text: "never mind" }] },
    { role: "model", parts: [call("read"), call("list")] },
    { role: "model", parts: [call("read")] },
    {
      role: "function",
      parts: [result("list", "L"), result("read", "R1"), result("read", "R2")],
    },
    { role: "model", parts: [call("read")] },
    { role: "tool", parts: [result("read", "R3"), result("unheard_of", "U")] },
  ];
  const { request } = await asked({ contents });
  const ids = request.messages.flatMap(({ parts }) =>
    parts.flatMap((part) => part.type === "tool-call" ? [part.id] : [])
  );
  assertEquals(ids, ["call_1", "call_2", "call_3", "call_4", "call_5"]);
  const results = request.messages.flatMap(({ parts }) =>
    parts.flatMap((part) => part.type === "tool-result" ? [[part.callId, part.parts[0]]] : [])
  );
  assertEquals(results, [
    ["call_3", text("L")],
    ["call_2", text("R1")],
    ["call_4", text("R2")],
    ["call_5", text("R3")],
    ["", text("U")],
  ]);
});

Deno.test("a result without a name has that of the call with its id", async () => {
  const contents = [
    ...hi.contents,
    { role: "model", parts: [{ functionCall: { id: "c1", name: "read", args: {} } }] },
    { role: "user", parts: [{ functionResponse: { id: "c1", response: { output: "x" } } }] },
  ];
  const [result] = (await asked({ contents })).request.messages.at(-1)!.parts;
  assertEquals(result?.type === "tool-result" && result.name, "read");
});

Deno.test("a result whose id no call has answers as one without an id", async () => {
  const call = (id?: string) => ({ functionCall: { id, name: "read", args: {} } });
  const result = (id: string) => ({ functionResponse: { id, name: "read", response: {} } });
  const answered = async (calls: unknown[], results: unknown[]) => {
    const contents = [
      ...hi.contents,
      { role: "model", parts: calls },
      { role: "user", parts: results },
    ];
    const { request } = await asked({ contents });
    return request.messages.at(-1)!.parts.map((part) => part.type === "tool-result" && part.callId);
  };
  // Some clients put the tool's name there.
  assertEquals(await answered([call(), call()], [result("read"), result("read")]), [
    "call_1",
    "call_2",
  ]);
  assertEquals(await answered([call("a"), call("b")], [result("b"), result("a")]), ["b", "a"]);
  assertEquals(await answered([call("a")], [result("a"), result("gone")]), ["a", "gone"]);
});

Deno.test("a call left open in an older round is not taken for the newest one", async () => {
  const call = { functionCall: { name: "read" } };
  const { request } = await asked({
    contents: [
      ...hi.contents,
      { role: "model", parts: [call] },
      { role: "user", parts: [{ functionResponse: { name: "other", response: {} } }] },
      { role: "model", parts: [call] },
      { role: "user", parts: [{ functionResponse: { name: "read", response: {} } }] },
    ],
  });
  const last = request.messages.at(-1)!.parts[0];
  assertEquals(last?.type === "tool-result" && last.callId, "call_2");
});

Deno.test("made ids keep clear of the client's own", async () => {
  const { request } = await asked({
    contents: [...hi.contents, {
      role: "model",
      parts: [{ functionCall: { id: "call_1", name: "a" } }, { functionCall: { name: "b" } }],
    }],
  });
  assertEquals(
    request.messages[1]!.parts.map((part) => part.type === "tool-call" && part.id),
    ["call_1", "call_2"],
  );
});

Deno.test("contents that cannot be read are refused by name", async () => {
  const cases: [contents: unknown, message: string][] = [
    [undefined, '"contents": expected an array'],
    [[], '"contents": expected at least one content'],
    [[{ role: "system", parts: [] }], '"contents.0.role": expected one of'],
    [[{ parts: [{}] }], '"contents.0.parts.0.text": expected this or another of'],
    [[{ parts: [{ text: "a", inlineData: {} }] }], '"contents.0.parts.0.inlineData": expected no'],
    [[{ parts: [{ text: 1 }] }], '"contents.0.parts.0.text": expected a string'],
    [[{ parts: [{ functionCall: { name: "x" } }] }], '"contents.0.role": expected "model"'],
    [[{ role: "model", parts: [{ functionResponse: {} }] }], '"contents.0.role": expected "user"'],
    [
      [{ role: "model", parts: [{ functionCall: { name: "x", args: [] } }] }],
      '"contents.0.parts.0.functionCall.args": expected an object',
    ],
  ];
  for (const [contents, message] of cases) {
    const error = await refused({ contents });
    assertEquals([error.code, error.status], [400, "INVALID_ARGUMENT"]);
    assertStringIncludes(error.message, message);
  }
});
