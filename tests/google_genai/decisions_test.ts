import { assert, assertEquals } from "@std/assert";
import { Fields } from "../../lib/core/fields.ts";
import { decideFields, neededFields } from "../../lib/dialects/google_genai/field_decisions.ts";
import {
  bodyAdvice,
  bodyFields,
  generationAdvice,
  generationFields,
  thinkingFields,
} from "../../lib/dialects/google_genai/request_fields.ts";
import {
  callingFields,
  declarationFields,
  toolConfigFields,
  toolFields,
} from "../../lib/dialects/google_genai/tools.ts";
import {
  functionCallFields,
  functionResponseFields,
  partFields,
} from "../../lib/dialects/google_genai/parts.ts";
import { asked } from "./genai_gateway.ts";

Deno.test("every field that the tables call read is read, and only the ignored ones are reported", async () => {
  const schema = { type: "string" };
  const part = {
    text: "t",
    thought: false,
    thoughtSignature: "s",
    partMetadata: {},
    speechMetadata: {},
  };
  const inlineData = { mimeType: "video/mp4", data: "AA==" };
  const media = { inlineData, mediaProcessing: {}, mediaResolution: {}, videoMetadata: {} };
  const call = complete(functionCallFields, {
    id: "i",
    name: "a",
    args: {},
    partialArgs: [],
    willContinue: false,
  });
  const result = complete(functionResponseFields, {
    id: "i",
    name: "a",
    parts: [],
    response: {},
    scheduling: "SILENT",
    willContinue: false,
  });
  const declaration = complete(declarationFields, {
    name: "a",
    description: "d",
    parameters: {},
    parametersJsonSchema: {},
    response: schema,
    responseJsonSchema: schema,
    behavior: "BLOCKING",
  });
  const calling = complete(callingFields, {
    mode: "AUTO",
    allowedFunctionNames: ["a"],
    streamFunctionCallArguments: true,
  });
  const tool = complete(toolFields, {
    functionDeclarations: [declaration],
    googleSearch: {},
    googleSearchRetrieval: {},
    codeExecution: {},
    urlContext: {},
    googleMaps: {},
    fileSearch: {},
  });
  const toolConfig = complete(toolConfigFields, {
    functionCallingConfig: calling,
    retrievalConfig: {},
    includeServerSideToolInvocations: true,
  });
  const thinkingConfig = complete(thinkingFields, {
    includeThoughts: true,
    thinkingBudget: 1,
    thinkingLevel: "LOW",
  });
  const generationConfig = complete(generationFields, {
    ...Object.fromEntries(Object.keys(generationFields).map((name) => [name, 1])),
    stopSequences: [],
    responseMimeType: "application/json",
    responseSchema: schema,
    responseJsonSchema: schema,
    _responseJsonSchema: schema,
    responseModalities: ["TEXT"],
    imageConfig: {},
    thinkingConfig,
  });
  const { ignored } = await asked(complete(bodyFields, {
    contents: [
      { parts: [part, media] },
      { role: "model", parts: [{ functionCall: call }] },
      { parts: [{ functionResponse: result }] },
    ],
    generationConfig,
    model: "models/x",
    systemInstruction: "s",
    tools: [tool],
    toolConfig,
    safetySettings: [],
    serviceTier: "flex",
    store: true,
    labels: {},
    modelArmorConfig: {},
    cachedContent: "cachedContents/1",
    continuationToken: "AA==",
  }));
  const reported = ignored.split(", ").map((path) => path.split(".").at(-1)!).sort();
  const expected = [
    bodyFields,
    generationFields,
    thinkingFields,
    toolFields,
    toolConfigFields,
    callingFields,
    declarationFields,
    functionCallFields,
    functionResponseFields,
    partFields,
  ].flatMap(ignoredFields);
  // Of several spellings of one schema, the first counts.
  const spellings = ["_responseJsonSchema", "responseSchema", "parameters", "response"];
  assertEquals(reported, [...expected, ...spellings].sort());
});

Deno.test("a refused or needed field without a value is none", () => {
  assertEquals(decideFields(new Fields({ computerUse: null }), toolFields), {});
  assertEquals(neededFields(new Fields({ cachedContent: null }), bodyFields, bodyAdvice), {});
});

Deno.test("every needed field has its advice", () => {
  const tables = [[bodyFields, bodyAdvice], [generationFields, generationAdvice]] as const;
  for (const [table, advice] of tables) {
    const needed = Object.entries(table).filter(([, decision]) => decision === "needed");
    assertEquals(needed.map(([name]) => name).sort(), Object.keys(advice).sort());
  }
});

/** The values, once it is sure that no field of the table lacks one. */
function complete(
  table: Record<string, string>,
  values: Record<string, unknown>,
): Record<string, unknown> {
  for (const [name, decision] of Object.entries(table)) {
    assert(name in values || decision === "refused", `The test has no value for ${name}.`);
  }
  return values;
}

function ignoredFields(table: Record<string, string>): string[] {
  return Object.keys(table).filter((name) => table[name] === "ignored");
}
