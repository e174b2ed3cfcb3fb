import type { JsonValue } from "../../core/json.ts";
import { families, type ThinkingLevel, type WebModel } from "./models.ts";

/** Google's own name of the web app. Requests carry it as their origin, also through a reverse proxy. */
export const webOrigin = "https://gemini.google.com";

/** What a browser says about itself; Google refuses requests that lack it. */
export const browserHeaders: Readonly<Record<string, string>> = {
  "User-Agent":
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/152.0.0.0 Safari/537.36",
  "Accept-Language": "en-US,en;q=0.9",
};

/** What a StreamGenerate request says. */
export interface StreamAsk {
  prompt: string;
  model: WebModel;
  thinking: ThinkingLevel;
  /** Not kept in the account's history. */
  temporary: boolean;
  /** Two letters, of the page. */
  language: string;
  /** Query `bl`. */
  buildLabel?: string;
  /** Query `f.sid`. */
  sessionId?: string;
  /** Query `_reqid`. */
  requestNumber: number;
  /** Form field `at`. A secret. */
  xsrfToken?: string;
  /** N of `/u/N`. */
  authUser?: number;
}

/** A request without its cookies. */
export interface StreamRequest {
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body: string;
}

/** A StreamGenerate request in the form the web app sends it (tables 2.1 to 2.5 of the protocol, October 2026). */
export function streamRequest(ask: StreamAsk): StreamRequest {
  const id = upperCaseUuid();
  const form = `f.req=${
    encodeURIComponent(JSON.stringify([null, JSON.stringify(slots(ask, id))]))
  }`;
  return {
    target: `${accountPath(ask.authUser)}${servicePath}?${query(ask)}`,
    headers: headers(ask, id),
    body: ask.xsrfToken ? `${form}&at=${encodeURIComponent(ask.xsrfToken)}` : form,
  };
}

/** The path before everything else, which chooses one of several accounts in one cookie jar. */
export function accountPath(authUser: number | undefined): string {
  return authUser ? `/u/${authUser}` : "";
}

const servicePath = "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate";

function query({ buildLabel, sessionId, language, requestNumber }: StreamAsk): string {
  const fields = [
    buildLabel && `bl=${encodeURIComponent(buildLabel)}`,
    sessionId && `f.sid=${encodeURIComponent(sessionId)}`,
    `hl=${encodeURIComponent(language)}`,
    `_reqid=${requestNumber}`,
    "rt=c",
  ];
  return fields.filter(Boolean).join("&");
}

function headers(ask: StreamAsk, id: string): Record<string, string> {
  const account: Record<string, string> = ask.authUser
    ? { "X-Goog-AuthUser": String(ask.authUser) }
    : {};
  const model: Record<string, string> = ask.model.family
    ? { "x-goog-ext-525001261-jspb": modelHeader(ask) }
    : {};
  return {
    ...browserHeaders,
    ...account,
    ...model,
    "Accept": "*/*",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    "Origin": webOrigin,
    "Referer": `${webOrigin}${accountPath(ask.authUser)}/`,
    "X-Same-Domain": "1",
    "x-goog-ext-525005358-jspb": JSON.stringify([id, 1]),
    "x-goog-ext-73010989-jspb": "[0]",
    "x-goog-ext-73010990-jspb": "[0,0,0]",
  };
}

/** All 17 elements: the short forms cannot switch thinking on. `gemini-auto` has no id that is known for sure. */
function modelHeader({ model, thinking }: StreamAsk): string {
  const header: JsonValue[] = new Array(17).fill(null);
  header[0] = 1;
  header[4] = model.family ? families[model.family].freeId : null;
  header[7] = 0;
  header[8] = [4, 5, 6, 8];
  header[11] = 1; // The account's tier: free, the one that every account has.
  header[14] = model.mode;
  header[15] = thinking;
  header[16] = upperCaseUuid();
  return JSON.stringify(header);
}

/** The inner array. Slots 3 and 4 hold the browser's attestation; they stay null, as this is no browser. */
function slots(ask: StreamAsk, id: string): JsonValue[] {
  const inner: JsonValue[] = new Array(97).fill(null);
  inner[0] = [ask.prompt, 0, null, null, null, null, 0];
  inner[1] = [ask.language];
  inner[2] = ["", "", "", null, null, null, null, null, null, ""];
  inner[6] = [0];
  inner[7] = 1; // Snapshots while it writes.
  inner[10] = 1;
  inner[11] = 0;
  inner[17] = [[0]]; // The turn of the chat.
  inner[18] = 0;
  inner[27] = 1;
  inner[30] = [4];
  inner[41] = [1];
  if (ask.temporary) inner[45] = 1;
  inner[53] = 0;
  inner[59] = id;
  inner[61] = [];
  inner[68] = 1;
  inner[79] = ask.model.mode;
  inner[80] = ask.thinking;
  inner[91] = 0;
  inner[96] = 1; // A fresh chat.
  return inner;
}

function upperCaseUuid(): string {
  return crypto.randomUUID().toUpperCase();
}
