import { isJsonObject, type JsonObject } from "../../../lib/core/json.ts";
import type { ModelReply } from "../scripted_model.ts";
import { partsOf } from "./conversation_rules.ts";
import type { FakeModel } from "./model_rules.ts";

/** A picture of one pixel. */
export const tinyPng =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

export interface AnswerOptions {
  model: FakeModel;
  request: JsonObject;
  /** Records that a text is cut into. */
  pieces: number;
  /** A signature nobody has seen. */
  issue(): string;
  nextId(): string;
}

/** The records of a streamed answer. */
export function answerRecords(reply: ModelReply, options: AnswerOptions): JsonObject[] {
  const { model, request } = options;
  const config = isJsonObject(request.generationConfig) ? request.generationConfig : {};
  const thinking = isJsonObject(config.thinkingConfig) ? config.thinkingConfig : {};
  const signs = model.generation >= 2.5;
  const parts: JsonObject[] = [];
  if (reply.thoughts && thinking.includeThoughts === true) {
    parts.push({ text: reply.thoughts, thought: true });
  }
  for (const text of cut(reply.text ?? "", options.pieces)) parts.push({ text });
  if (Array.isArray(config.responseModalities) && config.responseModalities.includes("IMAGE")) {
    parts.push({ inlineData: { mimeType: "image/png", data: tinyPng } });
  }
  for (const [index, { name, args }] of (reply.calls ?? []).entries()) {
    const id = model.generation >= 3 ? { id: options.nextId() } : {};
    parts.push({
      functionCall: { ...id, name, args },
      ...(index === 0 && signs && { thoughtSignature: options.issue() }),
    });
  }
  if (!reply.calls?.length && model.generation >= 3) {
    parts.push({ text: "", thoughtSignature: options.issue() });
  }
  return withMetadata(parts, options);
}

/** Records for parts; the last one says that the answer is complete. */
export function withMetadata(
  parts: JsonObject[],
  { model, request }: Pick<AnswerOptions, "model" | "request">,
  finishReason = "STOP",
): JsonObject[] {
  const prompt = countedTokens(request);
  return (parts.length > 0 ? parts : [undefined]).map((part, index) => ({
    candidates: [{
      ...(part && { content: { parts: [part], role: "model" } }),
      ...(index >= parts.length - 1 && { finishReason }),
      index: 0,
    }],
    usageMetadata: {
      promptTokenCount: prompt,
      candidatesTokenCount: index + 1,
      totalTokenCount: prompt + index + 8,
      thoughtsTokenCount: 7,
    },
    modelVersion: model.name,
    responseId: "kq2aaOKTKYqAmtkP5_fGuA4",
  }));
}

/** The records of a streamed answer as the one of an answer in one piece. */
export function wholeRecord(records: readonly JsonObject[]): JsonObject {
  const candidates = records.flatMap((record) =>
    Array.isArray(record.candidates) ? record.candidates.filter(isJsonObject) : []
  );
  const parts = candidates.flatMap(({ content }) => isJsonObject(content) ? partsOf(content) : []);
  const merged: JsonObject = Object.assign({}, ...records);
  if (candidates.length === 0) return merged;
  const candidate: JsonObject = Object.assign({}, ...candidates);
  return { ...merged, candidates: [{ ...candidate, content: { parts, role: "model" } }] };
}

/** Some four characters make a token. */
export function countedTokens(value: JsonObject): number {
  return Math.max(1, Math.ceil(JSON.stringify(value).length / 4));
}

function cut(text: string, pieces: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / pieces));
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += size) parts.push(text.slice(at, at + size));
  return parts;
}
