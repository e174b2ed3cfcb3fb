import type { OwnFetch } from "../../http/connections.ts";
import { readBody } from "../../http/read_body.ts";
import type { CookieJar } from "./cookie_jar.ts";
import type { GoogleClient } from "./google_client.ts";
import { httpFailure, redirectFailure } from "./http_failure.ts";
import { type Page, readPage } from "./page.ts";
import { accountPath, browserHeaders } from "./stream_request.ts";

/** The page has some 870 kB. */
const pageBytes = 8 * 1024 * 1024;
const redirects = 5;

/** Fetches the web app's page and reads it. Throws a `WebFailure` where Google shows something else. */
export async function loadPage(
  client: GoogleClient,
  { jar, authUser, signal, connection, now }: {
    jar: CookieJar;
    authUser?: number;
    signal: AbortSignal;
    connection: OwnFetch;
    now: () => number;
  },
): Promise<Page> {
  const headers = { ...browserHeaders, "Accept": "text/html" };
  let target = `${accountPath(authUser)}/app`;
  for (let hops = 0;; hops++) {
    const host = "gemini.google.com";
    const response = await client.send(
      { host, target, method: "GET", headers, signal, connection },
      jar,
    );
    if (response.status === 200) return readPage(await boundedText(response, pageBytes));
    const location = response.headers.get("location");
    const isRedirect = response.status >= 300 && response.status < 400 && location !== null;
    if (!isRedirect) {
      const body = await refusalText(response);
      throw httpFailure({ status: response.status, headers: response.headers, body, now: now() });
    }
    await response.body?.cancel();
    const next = client.targetOn(host, location, target);
    if (!next || next.startsWith("/sorry") || hops === redirects) throw redirectFailure(location);
    target = next;
  }
}

/** The beginning of a refusal's body. One that breaks off makes the refusal no less so. */
export async function refusalText(response: Response): Promise<string> {
  try {
    return await boundedText(response, 64 * 1024);
  } catch {
    return "";
  }
}

/** The text of a body up to a number of bytes; the rest is given up. */
async function boundedText(response: Response, limit: number): Promise<string> {
  if (!response.body) return "";
  const body = readBody(response.body);
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let bytes = 0;
  for (let piece = await body.read(); piece; piece = await body.read()) {
    pieces.push(decoder.decode(piece, { stream: true }));
    bytes += piece.length;
    if (bytes >= limit) {
      await body.cancel();
      break;
    }
  }
  return pieces.join("");
}
