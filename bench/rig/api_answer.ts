import {
  type AnswerBytes,
  fixedResponse,
  googleJson,
  httpChunk,
  joined,
  lastHttpChunk,
  responseHead,
} from "./answer_bytes.ts";

const utf8 = new TextEncoder();

/** The official API's answer: each record holds only what is new. A native tool call comes whole, in one record. */
export function apiAnswer(texts: readonly string[], toolCall: boolean): AnswerBytes {
  const head = responseHead("text/event-stream");
  const parts = toolCall ? [callPart(texts)] : texts.map((text) => ({ text }));
  const last = parts.length - 1;
  const chunks = parts.map((part, i) => {
    const record = httpChunk(
      utf8.encode(`data: ${googleJson(response(part, i === last, i + 1))}\r\n\r\n`),
    );
    return i === last ? joined([record, lastHttpChunk]) : record;
  });
  return {
    head,
    burst: joined([head, ...chunks]),
    play() {
      let i = 0;
      return (stamp) => {
        const bytes = chunks[i++]!.slice();
        bytes.set(stamp, bytes.indexOf(64) + 1);
        return bytes;
      };
    },
  };
}

/** The answer of `:generateContent`. */
export function wholeApiAnswer(texts: readonly string[], toolCall: boolean): Uint8Array {
  const part = toolCall ? callPart(texts) : { text: texts.join("") };
  const body = JSON.stringify(response(part, true, texts.length), undefined, 2);
  return fixedResponse("200 OK", "application/json; charset=UTF-8", body);
}

function callPart(texts: readonly string[]): unknown {
  const args = { path: "notes.md", content: texts.join("") };
  return { functionCall: { name: "write_file", args }, thoughtSignature: "c2lnbmF0dXJl" };
}

function response(part: unknown, final: boolean, tokens: number): unknown {
  return {
    candidates: [{
      content: { parts: [part], role: "model" },
      ...final ? { finishReason: "STOP" } : {},
      index: 0,
    }],
    usageMetadata: {
      promptTokenCount: 12,
      candidatesTokenCount: tokens * 10,
      totalTokenCount: 12 + tokens * 10,
      promptTokensDetails: [{ modality: "TEXT", tokenCount: 12 }],
    },
    modelVersion: "gemini-3.5-flash",
    responseId: "kq2aaOKTKYqAmtkP5_fGuA4",
  };
}
