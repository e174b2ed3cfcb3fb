import type { HttpReply, HttpRequest } from "../http_server.ts";
import { type GoogleSession, readCookies } from "./google_session.ts";
import { framesType, sendErrorPage } from "./refusals.ts";

/** A file that a client uploaded. */
export interface Upload {
  /** What a prompt names it by. */
  reference: string;
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Whatever Google serves beside the page and the answers: renewal of cookies, uploads. */
export async function sendSideService(
  request: HttpRequest,
  reply: HttpReply,
  { session, uploads }: { session: GoogleSession; uploads: Upload[] },
): Promise<void> {
  const { method, path } = request;
  if (method === "POST" && path === "/RotateCookies") await rotate(request, reply, session);
  else if (method === "POST" && /^\/upload\/?$/.test(path)) await upload(request, reply, uploads);
  else await sendErrorPage(reply, 404);
}

/** A new `__Secure-1PSIDTS`; page tokens of before are void then. */
async function rotate(
  request: HttpRequest,
  reply: HttpReply,
  session: GoogleSession,
): Promise<void> {
  if (!session.signedIn(readCookies(request.headers))) return await sendErrorPage(reply, 401);
  session.renewTokens();
  const cookies = session.rotatedCookies().map((cookie) => ["Set-Cookie", cookie] as const);
  await reply.send(200, [framesType, ...cookies], `)]}'\n\n[["identity.hfcr",600],["di",15]]`);
}

/** Both forms: a multipart body at once, or a start and then the bytes. */
async function upload(request: HttpRequest, reply: HttpReply, uploads: Upload[]): Promise<void> {
  const { headers, body, query } = request;
  const command = headers.get("x-goog-upload-command");
  if (command === "upload, finalize") {
    const started = uploads[Number(query.get("upload_id"))];
    if (!started) return await sendErrorPage(reply, 404);
    started.type = headers.get("content-type") ?? "";
    started.bytes = body;
    return await reply.send(200, [plainText], started.reference);
  }
  const known = headers.get("push-id") === "feeds/mcudyrk2a4khkz" &&
    headers.get("x-tenant-id") === "bard-storage";
  if (!known) return await sendErrorPage(reply, 400);
  const reference = `/contrib_service/ttl_1d/fake${uploads.length}`;
  if (command === "start") {
    const name = new TextDecoder().decode(body).replace(/^File name: /, "");
    const location = `http://${headers.get("host")}/upload/?upload_id=${uploads.length}`;
    uploads.push({ reference, name, type: "", bytes: new Uint8Array(0) });
    return await reply.send(200, [["X-Goog-Upload-URL", location]], "");
  }
  const form = await new Response(body, { headers: contentType(headers) }).formData();
  const file = form.get("file");
  if (!(file instanceof File)) return await sendErrorPage(reply, 400);
  const bytes = new Uint8Array(await file.arrayBuffer());
  uploads.push({ reference, name: file.name, type: file.type, bytes });
  await reply.send(200, [plainText], reference);
}

function contentType(headers: Headers): Record<string, string> {
  return { "content-type": headers.get("content-type") ?? "" };
}

const plainText = ["Content-Type", "text/plain; charset=utf-8"] as const;
