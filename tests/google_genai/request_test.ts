import { assertEquals, assertStringIncludes } from "@std/assert";
import { asked, hi, refused, sse, whole } from "./genai_gateway.ts";

const full = {
  system_instruction: { parts: [{ text: "s" }] },
  contents: [{ role: "user", parts: [{ text: "hi" }] }],
  tools: [{
    function_declarations: [{
      name: "get_weather",
      description: "w",
      parameters: { type: "OBJECT", properties: { the_city: { type: "STRING" } } },
    }],
  }],
  tool_config: {
    function_calling_config: { mode: "any", allowed_function_names: ["get_weather"] },
  },
  safety_settings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }],
  generation_config: {
    temperature: 0.5,
    top_p: 0.9,
    top_k: 10,
    seed: 7,
    max_output_tokens: 99,
    stop_sequences: ["@@", ""],
    presence_penalty: 1,
    frequency_penalty: -1,
    candidate_count: 1,
    thinking_config: { include_thoughts: true, thinking_budget: 512, thinking_level: "low" },
    response_modalities: ["Text", "Image"],
    image_config: { aspect_ratio: "16:9", image_size: "2K", person_generation: "ALLOW_ALL" },
    media_resolution: "MEDIA_RESOLUTION_LOW",
  },
};

Deno.test("every setting is read, in either spelling of its name", async () => {
  const camel = JSON.parse(
    JSON.stringify(full).replace(
      /"([a-z]+(?:_[a-z]+)+)":/g,
      (_, key: string) =>
        key === "the_city" ? `"${key}":` : `"${key.replace(/_(.)/g, (_, c) => c.toUpperCase())}":`,
    ),
  );
  for (const body of [full, camel]) {
    const { request, ignored } = await asked(body);
    assertEquals(ignored, "");
    assertEquals(request, {
      model: "gemini-3.5-flash",
      messages: [
        { role: "system", parts: [{ type: "text", text: "s" }] },
        { role: "user", parts: [{ type: "text", text: "hi" }] },
      ],
      tools: [{
        name: "get_weather",
        description: "w",
        parameters: { type: "object", properties: { the_city: { type: "string" } } },
      }],
      toolChoice: { mode: "required", allowed: ["get_weather"] },
      parallelToolCalls: true,
      webSearch: false,
      output: { type: "text" },
      reasoning: { effort: "low", budgetTokens: 512, show: true },
      sampling: {
        temperature: 0.5,
        topP: 0.9,
        topK: 10,
        seed: 7,
        maxOutputTokens: 99,
        presencePenalty: 1,
        frequencyPenalty: -1,
      },
      stop: ["@@"],
      outputMedia: { image: true, aspectRatio: "16:9", size: "2K" },
      extras: {
        family: "google-genai",
        fields: {
          safetySettings: full.safety_settings,
          generationConfig: {
            mediaResolution: "MEDIA_RESOLUTION_LOW",
            responseModalities: ["TEXT", "IMAGE"],
            imageConfig: { aspectRatio: "16:9", imageSize: "2K", personGeneration: "ALLOW_ALL" },
          },
        },
      },
    });
  }
});

Deno.test("both spellings of one field at once are refused", async () => {
  const error = await refused({ ...hi, generationConfig: { topP: 1, top_p: 0.5 } });
  assertStringIncludes(error.message, 'Cannot read "top_p"');
});

Deno.test("a bare request shows no thoughts and leaves all to the model", async () => {
  const { request } = await asked(hi);
  assertEquals(request.reasoning.show, false);
  assertEquals([request.toolChoice, request.output], [{ mode: "auto" }, { type: "text" }]);
  assertEquals(request.extras, undefined);
});

Deno.test("the path names the model, with slashes, escapes and the vendor's longer forms", async () => {
  const paths: Record<string, string> = {
    "/v1/models/gemini-3.5-flash:generateContent": "gemini-3.5-flash",
    "/my/gateway/v1beta/models/gemini-3.5-flash:generateContent": "gemini-3.5-flash",
    "/v1alpha/models/gemini-3.5-flash:streamGenerateContent": "gemini-3.5-flash",
    "/v1beta/models/openai/gemini-3.1-pro:streamGenerateContent?alt=sse": "gemini-3.1-pro",
    "/v1beta/models/openai%2Fgemini-3.1-pro:generateContent": "gemini-3.1-pro",
    "/v1beta/models/gemini-3.1-pro%3AgenerateContent": "gemini-3.1-pro",
    "/v1/publishers/google/models/gemini-3.1-pro:generateContent": "gemini-3.1-pro",
    "/v1beta/tunedModels/gemini-3.1-pro:generateContent": "gemini-3.1-pro",
  };
  for (const [path, model] of Object.entries(paths)) {
    assertEquals((await asked(hi, path)).request.model, model, path);
  }
});

Deno.test("tools: declarations of both kinds, the search, and what only the vendor's API knows", async () => {
  const { request, ignored } = await asked({
    ...hi,
    tools: [
      {
        functionDeclarations: [{
          name: "a",
          parametersJsonSchema: { type: "object", additionalProperties: false },
          response: { type: "STRING" },
          behavior: "BLOCKING",
        }, { name: "b", description: "b does" }],
        googleSearch: {},
      },
      { urlContext: {} },
      { codeExecution: {}, googleSearch: { excludeDomains: ["x.test"] } },
    ],
    toolConfig: { retrievalConfig: { languageCode: "en" } },
  });
  assertEquals(request.tools, [
    {
      name: "a",
      description: 'Returns: {"type":"string"}',
      parameters: { type: "object", additionalProperties: false },
    },
    { name: "b", description: "b does", parameters: undefined },
  ]);
  assertEquals(request.webSearch, true);
  assertEquals(request.extras?.fields, {
    tools: [{ urlContext: {} }, {
      codeExecution: {},
      googleSearch: { excludeDomains: ["x.test"] },
    }],
    toolConfig: { retrievalConfig: { languageCode: "en" } },
  });
  assertEquals(ignored, "tools.0.functionDeclarations.0.behavior");
});

Deno.test("modes of calling", async () => {
  const tools = [{ functionDeclarations: { name: "a" } }];
  const choices: [config: object, choice: object][] = [
    [{ mode: "AUTO" }, { mode: "auto" }],
    [{ mode: "VALIDATED", allowedFunctionNames: ["a"] }, { mode: "auto", allowed: ["a"] }],
    [{ mode: "ANY" }, { mode: "required" }],
    [{ mode: "NONE" }, { mode: "none" }],
    [{}, { mode: "auto" }],
  ];
  for (const [functionCallingConfig, choice] of choices) {
    const { request } = await asked({ ...hi, tools, toolConfig: { functionCallingConfig } });
    assertEquals<unknown>(request.toolChoice, choice);
  }
});

Deno.test("structured output: JSON, a schema of either kind, and a bare enum", async () => {
  const schema = { type: "object", properties: { n: { type: "integer" } } };
  const upper = { type: "OBJECT", properties: { n: { type: "INTEGER" } } };
  const json = "application/json";
  const outputs: [config: object, output: object][] = [
    [{ responseMimeType: "text/plain" }, { type: "text" }],
    [{ responseMimeType: json }, { type: "json" }],
    [{ responseMimeType: json, responseSchema: upper }, { type: "json", schema }],
    [{ responseMimeType: json, responseJsonSchema: upper }, { type: "json", schema }],
    [{ response_mime_type: json, _response_json_schema: schema }, { type: "json", schema }],
    [
      { responseMimeType: "text/x.enum", responseSchema: { type: "STRING", enum: ["A"] } },
      { type: "json", schema: { type: "string", enum: ["A"] } },
    ],
  ];
  for (const [generationConfig, output] of outputs) {
    assertEquals<unknown>((await asked({ ...hi, generationConfig })).request.output, output);
  }
});

Deno.test("what cannot be honoured is refused by name", async () => {
  const cases: [body: object, field: string][] = [
    [{ generationConfig: { candidateCount: 2 } }, "generationConfig.candidateCount"],
    [{ generationConfig: { responseModalities: ["SMELL"] } }, "responseModalities.0"],
    [{ tools: [{ computerUse: {} }] }, "tools.0.computerUse"],
    [{ generationConfig: { temperature: 3 } }, "generationConfig.temperature"],
    [{ generationConfig: { thinkingConfig: { thinkingLevel: "MAX" } } }, "thinkingLevel"],
    [{ generationConfig: { responseMimeType: "text/csv" } }, "responseMimeType"],
    [{ generationConfig: { responseMimeType: "text/x.enum" } }, "responseSchema"],
    [{ generationConfig: { responseMimeType: "text/plain", responseSchema: {} } }, "MimeType"],
    [{ toolConfig: { functionCallingConfig: { mode: "ANY" } } }, "functionCallingConfig.mode"],
    [
      { toolConfig: { functionCallingConfig: { allowedFunctionNames: ["x"] } } },
      "allowedFunctionNames",
    ],
  ];
  for (const [over, field] of cases) {
    const error = await refused({ ...hi, ...over });
    assertEquals(error.code, 400);
    assertStringIncludes(error.message, field);
  }
});

Deno.test("methods that have no backend yet say so", async () => {
  for (const method of ["asyncBatchEmbedContent", "predict"]) {
    const error = await refused({}, `/v1beta/models/gemini-embedding-001:${method}`);
    assertEquals([error.code, error.status], [400, "UNIMPLEMENTED"]);
    assertStringIncludes(error.message, `":${method}"`);
  }
});

Deno.test("accepted fields without effect here are named in the answer's header", async () => {
  const generationConfig = { audioTimestamp: true, sparkle: 1 };
  const body = { ...hi, modelArmorConfig: { a: "b" }, generationConfig };
  const expected = "modelArmorConfig, generationConfig.audioTimestamp, generationConfig.sparkle";
  for (const path of [whole, sse]) assertEquals((await asked(body, path)).ignored, expected);
});
