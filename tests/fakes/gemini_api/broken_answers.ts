import { isJsonObject, type JsonObject } from "../../../lib/core/json.ts";
import type { HttpReply } from "../http_server.ts";
import { untilLeft } from "../gemini_web/faults.ts";
import { wholeRecord, withMetadata } from "./answer_records.ts";
import type { BreakingFault } from "./faults.ts";
import type { FakeModel } from "./model_rules.ts";
import { Refusal } from "./refusal.ts";

export interface BrokenAnswer {
  reply: HttpReply;
  model: FakeModel;
  request: JsonObject;
  left: AbortSignal;
  /** In one piece. */
  whole: boolean;
}

/** Sends the beginning of an answer and what breaks it. */
export async function sendBroken(fault: BreakingFault, answer: BrokenAnswer): Promise<void> {
  const { reply, left } = answer;
  if (fault === "hang-up") return reply.drop();
  if (fault === "stall-before-head") return await untilLeft(left);
  if (fault === "html") {
    return await reply.send(200, [["Content-Type", "text/html"]], "data: <html>no API</html>\n");
  }
  if (fault === "redirect") {
    return await reply.send(302, [["Location", "https://elsewhere.example/"]], "");
  }
  if (answer.whole) return await sendBrokenWhole(fault, answer);
  await reply.begin(200, [["Content-Type", "text/event-stream"]]);
  for (const record of brokenRecords(fault, answer)) await reply.chunk(sseRecord(record));
  if (fault === "stall-after-text" || fault === "open-tail") return await untilLeft(left);
  if (fault === "cut-after-text") return reply.drop();
  await reply.end();
}

async function sendBrokenWhole(fault: BreakingFault, answer: BrokenAnswer): Promise<void> {
  const { reply, left } = answer;
  const record = wholeRecord(brokenRecords(fault, answer));
  const type = ["Content-Type", "application/json; charset=UTF-8"] as const;
  if (isJsonObject(record.error)) {
    return await reply.send(Number(record.error.code), [type], JSON.stringify(record));
  }
  await reply.begin(200, [type]);
  if (fault === "stall-after-text") return await untilLeft(left);
  if (fault === "cut-after-text") return await reply.cutChunk(JSON.stringify(record));
  await reply.chunk(JSON.stringify(record, null, 2));
  await reply.end();
}

export function sseRecord(record: JsonObject): string {
  return `data: ${JSON.stringify(record)}\r\n\r\n`;
}

function brokenRecords(fault: BreakingFault, { model, request }: BrokenAnswer): JsonObject[] {
  const text = { text: "The beginning " };
  const said = withMetadata([text, text], { model, request }).slice(0, 1);
  const ends = (parts: JsonObject[], reason: string) =>
    withMetadata(parts, { model, request }, reason);
  const overloaded = new Refusal(503, "The model is overloaded. Please try again later.").body;
  switch (fault) {
    case "malformed-call":
      return ends([], "MALFORMED_FUNCTION_CALL");
    case "malformed-after-thoughts":
      return [
        ...withMetadata([{ text: "Hm.", thought: true }, text], { model, request }).slice(0, 1),
        ...ends([], "MALFORMED_FUNCTION_CALL"),
      ];
    case "malformed-after-text":
      return [...said, ...ends([], "MALFORMED_FUNCTION_CALL")];
    case "blocked-prompt":
      return [{ promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, modelVersion: model.name }];
    case "safety":
      return ends([text], "SAFETY");
    case "recitation":
      return ends([], "RECITATION");
    case "max-tokens":
      return ends([text], "MAX_TOKENS");
    case "empty":
      return ends([], "STOP");
    case "error-first":
      return [overloaded];
    case "error-after-text":
      return [...said, overloaded];
    case "open-tail":
      return ends([text], "STOP");
    case "no-finish-at-all":
      return [];
    default:
      return said;
  }
}
