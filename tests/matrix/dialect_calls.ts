import type { JsonObject } from "../../lib/core/json.ts";
import type { Dialect } from "../../lib/http/dialect.ts";
import { anthropicMessages } from "../../lib/dialects/anthropic_messages/anthropic_messages.ts";
import { googleGenai } from "../../lib/dialects/google_genai/google_genai.ts";
import { openaiChat } from "../../lib/dialects/openai_chat/openai_chat.ts";
import { openaiCompletions } from "../../lib/dialects/openai_completions/openai_completions.ts";
import { openaiResponses } from "../../lib/dialects/openai_responses/openai_responses.ts";

/** All dialects in the order in which the program has them. */
export function allDialects(): Dialect[] {
  return [
    googleGenai(),
    anthropicMessages(),
    openaiResponses(),
    openaiCompletions(),
    openaiChat(),
  ];
}

export interface DialectCall {
  name: string;
  path(stream: boolean): string;
  headers?: Record<string, string>;
  body(text: string, stream: boolean): JsonObject;
  /** The parts of a failure that its clients look at. */
  error(body: JsonObject): { message: unknown; word: unknown };
  /** The error object inside a streamed failure's text. */
  streamedError(text: string): JsonObject;
  /** What only a complete stream holds. */
  complete: string;
}

const model = "gemini-3.5-flash";
const messages = (content: string) => [{ role: "user", content }];

/** How to ask for one plain answer in each dialect, and where its failures stand. */
export const dialectCalls: DialectCall[] = [
  {
    name: "openai_chat",
    path: () => "/v1/chat/completions",
    body: (text, stream) => ({ model, messages: messages(text), stream }),
    error: ({ error }) => ({ message: at(error, "message"), word: at(error, "type") }),
    streamedError: (text) => records(text).at(-1)!,
    complete: "data: [DONE]",
  },
  {
    name: "openai_completions",
    path: () => "/v1/completions",
    body: (text, stream) => ({ model, prompt: text, stream }),
    error: ({ error }) => ({ message: at(error, "message"), word: at(error, "type") }),
    streamedError: (text) => records(text).at(-1)!,
    complete: "data: [DONE]",
  },
  {
    name: "openai_responses",
    path: () => "/v1/responses",
    body: (text, stream) => ({ model, input: text, stream }),
    error: ({ error }) => ({ message: at(error, "message"), word: at(error, "type") }),
    streamedError: (text) => {
      const { message, code } = records(text).findLast((record) => record["type"] === "error")!;
      return { error: { message, type: code } };
    },
    complete: "event: response.completed",
  },
  {
    name: "google_genai",
    path: (stream) =>
      `/v1beta/models/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
    body: (text) => ({ contents: [{ role: "user", parts: [{ text }] }] }),
    error: ({ error }) => ({ message: at(error, "message"), word: at(error, "status") }),
    streamedError: (text) => JSON.parse(text.slice(text.lastIndexOf('{"error"')).trim()),
    complete: '"finishReason":"STOP"',
  },
  {
    name: "anthropic_messages",
    path: () => "/v1/messages",
    headers: { "anthropic-version": "2023-06-01" },
    body: (text, stream) => ({ model, max_tokens: 100, messages: messages(text), stream }),
    error: ({ error }) => ({ message: at(error, "message"), word: at(error, "type") }),
    streamedError: (text) => records(text).at(-1)!,
    complete: "event: message_stop",
  },
];

function at(value: unknown, key: string): unknown {
  return (value as JsonObject | undefined)?.[key];
}

function records(text: string): JsonObject[] {
  return text.split("\n").filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)));
}
