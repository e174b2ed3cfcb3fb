import type { JsonValue } from "../../../lib/core/json.ts";
import type { HttpReply } from "../http_server.ts";
import { closingFrames, frame, framePrefix } from "./frames.ts";
import type { Refusal } from "./generate_call.ts";

export const framesType = ["Content-Type", "application/json; charset=utf-8"] as const;
const htmlType = ["Content-Type", "text/html; charset=utf-8"] as const;

/** A whole body that holds one row and the closing ones, sent with 200. */
export function sendRows(reply: HttpReply, ...rows: JsonValue[]): Promise<void> {
  const body = framePrefix + rows.map((row) => frame([row])).join("");
  return reply.send(200, [framesType], body + closingFrames(body.length, rows.length));
}

/** Google's answer to a request that it will not take. */
export function sendRefusal(reply: HttpReply, refusal: Refusal): Promise<void> {
  if (refusal.status === 405) return sendErrorPage(reply, 405);
  const detail: JsonValue = refusal.freshToken
    ? [[{ "48448350": ["xsrf", refusal.freshToken, null, null, null] }]]
    : null;
  const row: JsonValue = ["er", null, null, null, null, 400, null, null, null, 3, detail];
  const body = framePrefix + frame([row, ["di", 18], ["af.httprm", 18, "-6599874813400492976", 5]]);
  return reply.send(400, [framesType], body);
}

/** Google's plain error page. */
export function sendErrorPage(
  reply: HttpReply,
  status: number,
  retryAfterSec?: number,
): Promise<void> {
  const retry = retryAfterSec === undefined
    ? []
    : [["Retry-After", String(retryAfterSec)] as const];
  const body = `<!DOCTYPE html><html lang=en><title>Error ${status}</title>` +
    `<p><b>${status}.</b> <ins>That’s an error.</ins><p>The server cannot process the request.`;
  return reply.send(status, [htmlType, ...retry], body);
}

/** A page where frames were expected. */
export function sendHtml(reply: HttpReply, body = "<!doctype html><title>Gemini</title>") {
  return reply.send(200, [htmlType], body);
}
