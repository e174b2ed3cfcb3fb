import type { HeaderLines, HttpReply, HttpRequest } from "../http_server.ts";
import { googleJson } from "./frames.ts";
import { type GoogleSession, readCookies } from "./google_session.ts";

export interface PageOptions {
  /** Adds a Content-Security-Policy line of 21 KiB, as seen in October 2026. */
  longHeader?: boolean;
  /** Bytes of filler, the real page has some 870,000. */
  filler?: number;
  /** Leaves `SNlM0e` out although the visitor is signed in, as seen since April 2026. */
  tokenless?: boolean;
  /** Shows the anonymous page whatever the cookies say. */
  anonymous?: boolean;
  language?: string;
}

/** Answers `GET /app` or `/u/N/app` with the page that tells the tokens. */
export async function sendPage(
  request: HttpRequest,
  reply: HttpReply,
  session: GoogleSession,
  options: PageOptions = {},
): Promise<void> {
  const cookies = readCookies(request.headers);
  const account = accountOf(request.path) ?? 0;
  const signedIn = !options.anonymous && session.signedIn(cookies);
  if (account >= (signedIn ? session.accounts : 1)) return await sendLogin(reply);
  const setCookies = [
    ...session.pageCookies(cookies),
    ...(signedIn ? session.rotatedCookies().slice(1) : []),
  ];
  const headers: HeaderLines = [
    ["Content-Type", "text/html; charset=utf-8"],
    ...setCookies.map((cookie) => ["Set-Cookie", cookie] as const),
    ...(options.longHeader
      ? [["Content-Security-Policy", `script-src ${"x".repeat(21 * 1024)}`] as const]
      : []),
  ];
  await reply.send(200, headers, pageHtml(session, options, signedIn ? account : undefined));
}

/** N of a path that starts with `/u/N/`. */
export function accountOf(path: string): number | undefined {
  const digits = path.match(/^\/u\/(\d+)\//)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function sendRedirect(reply: HttpReply, location: string): Promise<void> {
  return reply.send(302, [["Location", location], ["Content-Type", "text/html"]], "<html>Moved");
}

export function sendLogin(reply: HttpReply): Promise<void> {
  return sendRedirect(
    reply,
    "https://accounts.google.com/ServiceLogin?continue=https://gemini.google.com/app",
  );
}

function pageHtml(session: GoogleSession, options: PageOptions, account?: number): string {
  const language = options.language ?? "en";
  const data = {
    AEJOSc: false,
    DnVkpd: "Plan a trip <b>for two</b>",
    FdrFJe: session.sessionId,
    Im6cmf: "/_/BardChatUi",
    KnDnFf: "feeds/nrij2vo2gajxiu",
    S06Grb: account === undefined ? "" : `10000000000000000000${account}`,
    S6lZl: 103135050,
    ...(account === undefined || options.tokenless ? {} : { SNlM0e: session.token(account) }),
    TuX5cc: language,
    WZsZ1e: account === undefined ? undefined : "FakeSapisid/Secret",
    Ylro7b: "CgcSBWjK7pYx",
    cfb2h: session.label,
    eptZe: "/_/BardChatUi/",
    h1eoVe: "https://push.clients6.google.com/upload/",
    oPEP7c: account === undefined ? undefined : `user${account}@example.com`,
    qKIAYe: "feeds/mcudyrk2a4khkz",
    thykhd: "AFakeSigningValue",
    vXmutd: '%.@."CH","ZZ"]',
  };
  return `<!doctype html><html lang="${language}"><head><base href="https://gemini.google.com">` +
    `<script data-id="_gd" nonce="x">window.WIZ_global_data = ${googleJson(data)};</script>` +
    `<script src="https://www.gstatic.com/_/mss/boq-gemini-web-uiserver.BardChatUi.en.js"></script>` +
    `</head><body>${" ".repeat(options.filler ?? 0)}</body></html>`;
}
