import type { Running } from "../rig/contestant.ts";
import type { Load } from "../rig/load.ts";

/** A dialect's request for a streamed answer, and what that answer must have. */
interface DialectRequest {
  path: string;
  headers?: Record<string, string>;
  body: Record<string, unknown>;
  sentinel: string;
  /** How often a stream says its text, and the arguments of a call: Responses repeats them in what closes items. */
  copies: { text: number; call: number };
}

const model = "gemini-3.5-flash";
const prompt = "Write a note about how a proxy forwards a stream.";
const name = "write_file";
const description = "Writes a file.";
const schema = {
  type: "object",
  properties: { path: { type: "string" }, content: { type: "string" } },
  required: ["path", "content"],
};

const dialects = {
  chat: (tools: boolean): DialectRequest => ({
    path: "/v1/chat/completions",
    body: {
      model,
      stream: true,
      messages: [{ role: "user", content: prompt }],
      ...tools &&
        { tools: [{ type: "function", function: { name, description, parameters: schema } }] },
    },
    sentinel: "data: [DONE]",
    copies: { text: 1, call: 1 },
  }),
  responses: (tools: boolean): DialectRequest => ({
    path: "/v1/responses",
    body: {
      model,
      stream: true,
      store: false,
      input: prompt,
      ...tools && { tools: [{ type: "function", name, description, parameters: schema }] },
    },
    sentinel: '"type":"response.completed"',
    copies: { text: 5, call: 4 },
  }),
  genai: (tools: boolean): DialectRequest => ({
    path: `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
    body: {
      contents: [{ role: "user", parts: [{ text: prompt }] }],
      ...tools &&
        {
          tools: [{ functionDeclarations: [{ name, description, parametersJsonSchema: schema }] }],
        },
    },
    sentinel: '"finishReason"',
    copies: { text: 1, call: 1 },
  }),
  anthropic: (tools: boolean): DialectRequest => ({
    path: "/v1/messages",
    headers: { "anthropic-version": "2023-06-01" },
    body: {
      model,
      stream: true,
      max_tokens: 32_000,
      messages: [{ role: "user", content: prompt }],
      ...tools && { tools: [{ name, description, input_schema: schema }] },
    },
    sentinel: '"type":"message_stop"',
    copies: { text: 1, call: 1 },
  }),
};

export const dialectNames = Object.keys(dialects) as (keyof typeof dialects)[];

/** Streamed answers in one dialect: of text, or of one tool call. */
export function dialectLoad(
  running: Running,
  dialect: keyof typeof dialects,
  { toolCall, chunks, ...load }: { toolCall: boolean; chunks: number } & Partial<Load>,
): Load {
  const { path, headers, body, sentinel, copies } = dialects[dialect](toolCall);
  const asked = running.contestant.model;
  return {
    url: running.url + path.replace(model, asked),
    headers: { ...running.contestant.headers, ...headers },
    body: "model" in body ? { ...body, model: asked } : body,
    sentinel,
    signs: 2 * chunks * (toolCall ? copies.call : copies.text),
    concurrency: 8,
    ...load,
  };
}
