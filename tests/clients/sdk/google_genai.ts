import {
  ApiError,
  type CallableTool,
  type Content,
  type FunctionCall,
  type GenerateContentConfig,
  GoogleGenAI,
  type Part,
} from "@google/genai";
import {
  apiKey,
  ensure,
  ensureCancelled,
  ensurePicture,
  ensureWord,
  errorOf,
  gateway,
  model,
  pictures,
  report,
  type SdkCheck,
  upstream,
} from "./checks.ts";
import { picture } from "./picture.ts";
import {
  longPrompt,
  nonce,
  parallelPrompt,
  tenTurnsPrompt,
  toolPrompt,
  weather,
  weatherParameters,
  wordPrompt,
} from "./weather.ts";

const declared = {
  functionDeclarations: [{ name: "get_weather", parametersJsonSchema: weatherParameters }],
};

// The SDK's own version is v1; agents on older ones use v1beta.
await report(["v1beta", undefined].flatMap((apiVersion) => {
  const { models } = new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: gateway } });
  const checks = [...textChecks(models), ...toolChecks(models), ...otherChecks(models)];
  return checks.map((check) => ({ ...check, name: `${apiVersion ?? "v1"} ${check.name}` }));
}));

type Models = GoogleGenAI["models"];

function textChecks(models: Models): SdkCheck[] {
  return [
    {
      feature: "plain turn",
      name: "generateContent",
      run: async () => {
        const answer = await models.generateContent({ model, contents: wordPrompt });
        ensureWord(answer.text, nonce);
        ensure(answer.candidates?.[0]?.finishReason === "STOP", "the finish reason");
        ensure(answer.usageMetadata!.totalTokenCount! > 0, "the usage");
      },
    },
    {
      feature: "streaming",
      name: "with thoughts",
      run: async () => {
        const config = { thinkingConfig: { includeThoughts: true } };
        const contents = `${wordPrompt} [[think]]`;
        const stream = await models.generateContentStream({ model, contents, config });
        const chunks = await Array.fromAsync(stream);
        const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
        ensure(parts.some(({ thought }) => thought), "thoughts");
        ensureWord(parts.filter(({ thought }) => !thought).map(({ text }) => text).join(""), nonce);
        ensure(chunks.at(-1)?.candidates?.[0]?.finishReason === "STOP", "the finish reason");
      },
    },
    ...[
      {
        name: "responseJsonSchema",
        responseJsonSchema: {
          type: "object",
          properties: { answer: { type: "string" } },
          required: ["answer"],
        },
      },
      {
        name: "responseSchema",
        responseSchema: {
          type: "OBJECT",
          properties: { answer: { type: "STRING" } },
          required: ["answer"],
        } as GenerateContentConfig["responseSchema"],
      },
    ].map(({ name, ...schema }) => ({
      feature: "structured answer",
      name,
      run: async () => {
        const config = { responseMimeType: "application/json", ...schema };
        const { text } = await models.generateContent({ model, contents: wordPrompt, config });
        ensureWord(JSON.parse(text ?? "").answer, nonce);
      },
    })),
  ];
}

function toolChecks(models: Models): SdkCheck[] {
  return [
    {
      feature: "tool round trip",
      name: "generateContent",
      run: async () => {
        const contents = await toolTurn(models, toolPrompt, 1);
        const config = { tools: [declared] };
        const { text } = await models.generateContent({ model, contents, config });
        ensureWord(text, `${nonce} in Paris`);
      },
    },
    {
      feature: "parallel tools",
      name: "generateContentStream",
      run: async () => {
        const contents = await toolTurn(models, parallelPrompt, 2);
        const config = { tools: [declared] };
        const { text } = await models.generateContent({ model, contents, config });
        ensureWord(text, `${nonce} in Paris`);
        ensureWord(text, `${nonce} in Rome`);
      },
    },
    {
      feature: "ten tool turns",
      name: "automatic function calling",
      run: async () => {
        let turns = 0;
        const tool: CallableTool = {
          tool: () => Promise.resolve(declared),
          callTool: (calls) => (turns++, Promise.resolve(calls.map(result))),
        };
        const { text } = await models.generateContent({
          model,
          contents: tenTurnsPrompt,
          config: { tools: [tool], automaticFunctionCalling: { maximumRemoteCalls: 12 } },
        });
        ensureWord(text, `${nonce} in City 10`);
        ensure(turns === 10, `ten turns, not ${turns}`);
      },
    },
  ];
}

function otherChecks(models: Models): SdkCheck[] {
  return [
    {
      feature: "token count",
      name: "countTokens",
      run: async () => {
        const { totalTokens } = await models.countTokens({ model, contents: wordPrompt });
        ensure(totalTokens! > 0, `${totalTokens} is a count`);
      },
    },
    {
      feature: "models",
      name: "list and get",
      run: async () => {
        const listed = await Array.fromAsync(await models.list());
        ensure(listed.length > 0, "a list");
        ensure(listed.every(({ name }) => name?.startsWith("models/")), "names with models/");
        const one = await models.get({ model: listed[0]!.name! });
        ensure(one.name === listed[0]!.name, "the model");
      },
    },
    {
      feature: "cancellation",
      name: "generateContentStream",
      run: () =>
        ensureCancelled(async () => {
          const leaving = new AbortController();
          const config = { abortSignal: leaving.signal };
          const request = { model, contents: longPrompt, config };
          const stream = await models.generateContentStream(request);
          for await (const { text } of stream) if (text) break;
          leaving.abort();
        }),
    },
    {
      feature: `picture ${pictures}`,
      name: "generateContent",
      run: () => {
        const inlineData = { mimeType: "image/png", data: picture };
        const contents = [{ role: "user", parts: [{ inlineData }, { text: wordPrompt }] }];
        return ensurePicture(() => models.generateContent({ model, contents }));
      },
    },
    ...errorChecks(models),
    ...(upstream === "api" ? [embeddingCheck(models), imageCheck(models)] : []),
  ];
}

function embeddingCheck(models: Models): SdkCheck {
  return {
    feature: "embeddings",
    name: "embedContent",
    run: async () => {
      const request = { model: "gemini-embedding-001", contents: ["one", "two"] };
      const { embeddings } = await models.embedContent(request);
      ensure(embeddings?.length === 2 && embeddings[0]!.values!.length > 0, "two vectors");
    },
  };
}

function imageCheck(models: Models): SdkCheck {
  return {
    feature: "image generation",
    name: "generateContent",
    run: async () => {
      const config = { responseModalities: ["TEXT", "IMAGE"] };
      const request = { model: "gemini-2.5-flash-image", contents: "A dot", config };
      const parts = (await models.generateContent(request)).candidates?.[0]?.content?.parts ?? [];
      ensure(parts.some(({ inlineData }) => inlineData?.data), "a picture");
    },
  };
}

function errorChecks(models: Models): SdkCheck[] {
  const requests = {
    "whole": (contents: string) => models.generateContent({ model, contents }),
    "stream": (contents: string) => models.generateContentStream({ model, contents }),
  };
  return Object.entries(requests).map(([name, request]) => ({
    feature: "errors",
    name,
    run: async () => {
      for (const status of [400, 401, 403, 404, 429, 500]) {
        const error = await errorOf(() => request(`Fail. [[error:${status}]]`));
        ensure(error instanceof ApiError && error.status === status, `${error} is a ${status}`);
        const body = JSON.parse(error.message).error;
        ensure(body.code === status && body.status && body.message, `a body: ${error.message}`);
      }
    },
  }));
}

/** The conversation up to the results of the tool, called so many times at once. */
async function toolTurn(models: Models, prompt: string, count: number): Promise<Content[]> {
  const config = { tools: [declared] };
  const stream = await models.generateContentStream({ model, contents: prompt, config });
  const parts: Part[] = [];
  for await (const { candidates } of stream) parts.push(...candidates?.[0]?.content?.parts ?? []);
  const calls = parts.flatMap(({ functionCall }) => functionCall ? [functionCall] : []);
  ensure(calls.length === count, `${count} calls in ${JSON.stringify(parts)}`);
  return [
    { role: "user", parts: [{ text: prompt }] },
    { role: "model", parts },
    { role: "user", parts: calls.map(result) },
  ];
}

function result({ id, name, args }: FunctionCall): Part {
  return { functionResponse: { id, name, response: { output: weather(args) } } };
}
