import { type JsonValue, tryParseJson } from "../../../lib/core/json.ts";
import type { HttpRequest } from "../http_server.ts";
import { type GoogleSession, readCookies } from "./google_session.ts";
import { accountOf } from "./page.ts";

export const generatePath = "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate";

/** A StreamGenerate request that Google would take. */
export interface GenerateCall {
  inner: JsonValue[];
  prompt: string;
  signedIn: boolean;
  /** The 16 hex digits of the model header, if one came. */
  modelId?: string;
  /** Whether snapshots are wanted; without, only the final one comes. */
  streaming: boolean;
  /** References of attached files. */
  files: string[];
}

/** Why Google refuses a request. */
export interface Refusal {
  status: 400 | 405;
  reason: string;
  /** A fresh XSRF token, where the want of one is the reason. */
  freshToken?: string;
}

/** The decoded inner array of a form body, as far as it can be read. */
export function innerOf(form: URLSearchParams): JsonValue[] | undefined {
  const outer = tryParseJson(form.get("f.req") ?? "");
  if (!Array.isArray(outer) || outer[0] !== null || typeof outer[1] !== "string") return undefined;
  const inner = tryParseJson(outer[1]);
  return Array.isArray(inner) ? inner : undefined;
}

/** Reads a StreamGenerate request as strictly as Google does, or stricter where it would only misbehave later. */
export function readGenerateCall(
  request: HttpRequest,
  session: GoogleSession,
  knownChats: ReadonlySet<string>,
): GenerateCall | Refusal {
  const cookies = readCookies(request.headers);
  const signedIn = session.signedIn(cookies);
  const account = accountOf(request.path) ?? 0;
  const form = new URLSearchParams(new TextDecoder().decode(request.body));
  const label = request.query.get("bl");
  if (request.method !== "POST") return refuse("the method is not POST", 405);
  if (label !== null && label !== session.label) return refuse("the build label is retired", 405);
  const fault = headerFault(request) ?? cookieFault(cookies, request.query, session) ??
    accountFault(request);
  if (fault) return refuse(fault);
  if (signedIn && form.get("at") !== session.token(account)) {
    return { ...refuse("xsrf"), freshToken: session.token(account) };
  }
  // Of a session that has just expired the token may still come; Google does not mind.
  if (form.has("at") && !cookies.has("__Secure-1PSID")) return refuse("a token without an account");
  const inner = innerOf(form);
  if (!inner) return refuse('f.req is not [null, "<inner array>"]');
  const innerProblem = innerFault(inner, request.headers, knownChats);
  if (innerProblem) return refuse(innerProblem);
  const message = inner[0] as JsonValue[];
  return {
    inner,
    prompt: message[0] as string,
    signedIn,
    modelId: modelHeader(request.headers)?.[4] as string | undefined,
    streaming: inner[7] === 1,
    files: fileReferences(message[3]),
  };
}

function refuse(reason: string, status: 400 | 405 = 400): Refusal {
  return { status, reason };
}

function headerFault(request: HttpRequest): string | undefined {
  const { headers, query } = request;
  const type = headers.get("content-type")?.toLowerCase().replace(/\s/g, "");
  if (type !== "application/x-www-form-urlencoded;charset=utf-8") return "wrong content type";
  if (headers.get("x-same-domain") !== "1") return "no X-Same-Domain: 1";
  if (headers.get("origin") !== "https://gemini.google.com") return "wrong Origin";
  if (!headers.get("referer")?.startsWith("https://gemini.google.com/")) return "wrong Referer";
  if (!headers.get("user-agent")?.startsWith("Mozilla/5.0")) return "no browser's User-Agent";
  if (query.get("rt") !== "c") return "the query has no rt=c";
  if (!/^\d+$/.test(query.get("_reqid") ?? "")) return "_reqid is not a number";
  return undefined;
}

function cookieFault(
  cookies: ReadonlyMap<string, string>,
  query: URLSearchParams,
  session: GoogleSession,
): string | undefined {
  if (!cookies.has("NID") || !cookies.has("COMPASS")) return "the page's cookies are missing";
  const sessionId = query.get("f.sid");
  return sessionId !== null && sessionId !== session.sessionId ? "wrong f.sid" : undefined;
}

function accountFault({ path, headers }: HttpRequest): string | undefined {
  const account = accountOf(path);
  if (account === undefined) return undefined;
  return headers.get("x-goog-authuser") === String(account) ? undefined : "wrong X-Goog-AuthUser";
}

function innerFault(
  inner: JsonValue[],
  headers: Headers,
  knownChats: ReadonlySet<string>,
): string | undefined {
  const [message, language, chat] = inner;
  if (!Array.isArray(message) || typeof message[0] !== "string") return "inner[0][0] is no prompt";
  if (!Array.isArray(language) || typeof language[0] !== "string") return "inner[1] is no language";
  if (inner[3] != null || inner[4] != null) return "the attestation slots are not null";
  if (!Array.isArray(chat) || chat.slice(3, 9).some((part) => part !== null)) {
    return "inner[2] is not the pattern of a chat";
  }
  if (chat[0] && !knownChats.has(String(chat[0]))) return "inner[2] names a foreign chat";
  return uuidFault(inner[59], headers) ?? modelFault(inner, headers);
}

function uuidFault(uuid: JsonValue | undefined, headers: Headers): string | undefined {
  if (typeof uuid !== "string" || !upperCaseUuid.test(uuid)) return "inner[59] is no UUID";
  const header = tryParseJson(headers.get("x-goog-ext-525005358-jspb") ?? "");
  const same = Array.isArray(header) && header[0] === uuid && header[1] === 1;
  return same ? undefined : "header 525005358 does not repeat inner[59]";
}

function modelFault(inner: JsonValue[], headers: Headers): string | undefined {
  if (!headers.has("x-goog-ext-525001261-jspb")) return undefined;
  const header = modelHeader(headers);
  if (!header || header[0] !== 1 || !/^[0-9a-f]{16}$/.test(String(header[4]))) {
    return "the model header is malformed";
  }
  if (header.length < 17) return undefined;
  if (header[14] !== inner[79]) return "model header and inner[79] differ";
  if (header[15] !== inner[80]) return "model header and inner[80] differ";
  return upperCaseUuid.test(String(header[16])) ? undefined : "model header has no UUID";
}

function modelHeader(headers: Headers): JsonValue[] | undefined {
  const value = tryParseJson(headers.get("x-goog-ext-525001261-jspb") ?? "");
  return Array.isArray(value) ? value : undefined;
}

/** Of entries like `[["<reference>", 1, null, "image/png"], "a.png"]`; empty where an entry has another form. */
function fileReferences(files: JsonValue | undefined): string[] {
  if (!Array.isArray(files)) return [];
  return files.map((entry) => {
    const file = Array.isArray(entry) ? entry[0] : undefined;
    return Array.isArray(file) && typeof file[0] === "string" ? file[0] : "";
  });
}

const upperCaseUuid = /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/;
