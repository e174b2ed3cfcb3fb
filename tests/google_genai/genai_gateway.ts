import { googleGenai } from "../../lib/dialects/google_genai/google_genai.ts";
import { openaiChat } from "../../lib/dialects/openai_chat/openai_chat.ts";
import type { GenerateRequest } from "../../lib/core/generate_request.ts";
import {
  type Batch,
  finish,
  saying,
  type Script,
  type ScriptedBackend,
  scriptedBackend,
} from "../fakes/scripted_backend.ts";
import { type TestGateway, testGateway } from "../fakes/test_gateway.ts";

export const start: Batch = [{ type: "start", model: "gemini-3.5-flash" }];
export const whole = "/v1beta/models/gemini-3.5-flash:generateContent";
export const sse = "/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse";
export const array = "/v1beta/models/gemini-3.5-flash:streamGenerateContent";
export const hi = { contents: [{ role: "user", parts: [{ text: "hi" }] }] };

/** A gateway that speaks Google GenAI, before OpenAI's dialect, with which it shares paths. */
export function genaiGateway(backend: ScriptedBackend): TestGateway {
  return testGateway(backend, {}, [googleGenai(), openaiChat()]);
}

export function answering(...events: Batch): Script {
  return () => [start, ...events.map((event): Batch => [event]), [finish()]];
}

/** What the backend is asked where the client sends this body, and what the answer calls ignored. */
export async function asked(
  body: unknown,
  path = whole,
): Promise<{ request: GenerateRequest; ignored: string }> {
  const backend = scriptedBackend(saying("ok"));
  const response = await genaiGateway(backend).post(path, body);
  if (response.status !== 200) throw new Error(await response.text());
  const ignored = response.headers.get("x-gemini-ignored") ?? "";
  await response.body?.cancel();
  return { request: backend.requests[0]!, ignored };
}

/** The error object that the client gets for this body. */
export async function refused(
  body: unknown,
  path = whole,
): Promise<{ code: number; message: string; status: string; details?: unknown[] }> {
  const response = await genaiGateway(scriptedBackend(saying("ok"))).post(path, body);
  const { error } = await response.json();
  if (!error) throw new Error("The body was accepted.");
  return error;
}

/** The records of a streamed answer. */
export function records(text: string): unknown[] {
  return text.split("\n\n").filter((line) => line !== "").map((line) => {
    if (!line.startsWith("data: ") || line.includes("\n")) throw new Error(`No record: ${line}`);
    return JSON.parse(line.slice("data: ".length));
  });
}
