import OpenAI from "openai";
import { openaiChatChecks } from "./openai_chat.ts";
import { openaiResponsesChecks } from "./openai_responses.ts";
import {
  apiKey,
  ensure,
  ensureWord,
  errorOf,
  gateway,
  model,
  report,
  type SdkCheck,
  upstream,
} from "./checks.ts";
import { nonce, wordPrompt } from "./weather.ts";

const client = new OpenAI({ baseURL: `${gateway}/v1`, apiKey, maxRetries: 0 });

const errorClasses = [
  [400, OpenAI.BadRequestError],
  [401, OpenAI.AuthenticationError],
  [403, OpenAI.PermissionDeniedError],
  [404, OpenAI.NotFoundError],
  [429, OpenAI.RateLimitError],
  [500, OpenAI.InternalServerError],
] as const;

await report([
  ...openaiChatChecks(client),
  ...openaiResponsesChecks(client),
  {
    feature: "models",
    name: "list and retrieve",
    run: async () => {
      const models = await Array.fromAsync(client.models.list());
      ensure(models.length > 0 && models.every(({ object }) => object === "model"), "a list");
      const one = await client.models.retrieve(models[0]!.id);
      ensure(one.id === models[0]!.id && typeof one.created === "number", "the model");
    },
  },
  ...errorChecks(),
  ...(upstream === "api" ? apiChecks() : []),
]);

/** What only the official API does. */
function apiChecks(): SdkCheck[] {
  return [
    {
      feature: "embeddings",
      name: "base64 and float",
      run: async () => {
        const request = { model: "gemini-embedding-001", input: ["one", "two"] };
        const { data } = await client.embeddings.create(request);
        const floats = await client.embeddings.create({ ...request, encoding_format: "float" });
        ensure(data.length === 2 && data[0]!.embedding.length > 0, "two vectors");
        const near = data.every(({ embedding }, n) =>
          embedding.every((value, at) => Math.abs(value - floats.data[n]!.embedding[at]!) < 1e-6)
        );
        ensure(near, "both encodings hold the same");
      },
    },
    {
      feature: "image generation",
      name: "images",
      run: async () => {
        const { data } = await client.images.generate({
          model: "gemini-2.5-flash-image",
          prompt: "A dot",
          response_format: "b64_json",
        });
        ensure(data?.[0]?.b64_json?.startsWith("iVBORw0KGgo"), "a PNG");
      },
    },
    routeCheck("the client's Google key", { apiKey, name: model.replace("api/", "") }),
    routeCheck("the gateway's key", { apiKey: "any", name: model }),
  ];
}

/** A key of Google's takes every name to the official API, and so does the prefix with the gateway's own key. */
function routeCheck(name: string, asked: { apiKey: string; name: string }): SdkCheck {
  return {
    feature: "routing",
    name,
    run: async () => {
      const { chat } = client.withOptions({ apiKey: asked.apiKey });
      const messages = [{ role: "user" as const, content: wordPrompt }];
      const { data, response } = await chat.completions.create({ model: asked.name, messages })
        .withResponse();
      ensureWord(data.choices[0]?.message.content, nonce);
      ensure(response.headers.get("x-gemini-upstream") === "api", "the official API answered");
    },
  };
}

function errorChecks(): SdkCheck[] {
  type Message = OpenAI.ChatCompletionUserMessageParam;
  const asked = (content: string): Message[] => [{ role: "user", content }];
  const requests = {
    "chat": (text: string) => client.chat.completions.create({ model, messages: asked(text) }),
    "chat stream": (text: string) =>
      client.chat.completions.create({ model, messages: asked(text), stream: true }),
    "responses": (input: string) => client.responses.create({ model, input }),
    "responses stream": (input: string) => client.responses.create({ model, input, stream: true }),
  };
  return Object.entries(requests).map(([name, request]) => ({
    feature: "errors",
    name,
    run: async () => {
      for (const [status, expected] of errorClasses) {
        const error = await errorOf(() => request(`Fail. [[error:${status}]]`));
        ensure(error instanceof expected, `${error} is a ${expected.name}`);
        ensure(error.status === status && error.type && error.message, `its parts: ${error}`);
      }
    },
  }));
}
