import type { HttpReply } from "../http_server.ts";
import type { StepName } from "./answer.ts";
import { bardErrorRow, bareStatusRow, frame } from "./frames.ts";
import type { GoogleSession } from "./google_session.ts";
import { sendLogin, sendRedirect } from "./page.ts";
import { framesType, sendErrorPage, sendHtml, sendRefusal, sendRows } from "./refusals.ts";

/** Faults of StreamGenerate that come instead of an answer. */
export type RefusingFault =
  | "dead-label"
  | "xsrf"
  | "sorry"
  | "sorry-429"
  | "consent"
  | "login"
  | "rate-limit"
  | `rate-limit-${number}`
  | `http-${number}`
  | "empty"
  | "prefix-only"
  | "html"
  | "hang-up"
  | `bard-error-${number}`
  | `bare-status-${number}`;

/** Faults in the middle of an answer. Text is at hand once half of the pieces were sent. */
export type BreakingFault =
  | "heartbeats-only"
  | "meta-only"
  | "stall-before-head"
  | "stall-before-text"
  | "stall-after-text"
  | "cut-before-text"
  | "cut-after-text"
  | "cut-mid-frame"
  | "end-early"
  | "malformed-frame"
  | `bard-error-after-text-${number}`
  | `bare-status-after-text-${number}`
  | "late-1096";

export type GenerateFault = RefusingFault | BreakingFault;

/** Faults of the page. */
export type PageFault =
  | "page-anonymous"
  | "page-tokenless"
  | "page-without-data"
  | "page-stall"
  | "page-sorry"
  | "page-consent"
  | "page-consent-form"
  | "page-login"
  | `page-http-${number}`;

/** What a breaking fault does, and behind which step. */
export interface Break {
  after: StepName | "nothing" | "half-the-pieces";
  act: "stall" | "cut" | "cut-chunk" | "end" | "beat" | { put: string; thenEnd: boolean };
}

export function isPageFault(fault: GenerateFault | PageFault): fault is PageFault {
  return fault.startsWith("page-");
}

/** Sends the fault; false where it belongs into the answer. */
export async function sendFault(
  fault: GenerateFault,
  reply: HttpReply,
  session: GoogleSession,
): Promise<boolean> {
  const number = Number(fault.match(/\d+$/)?.[0]);
  if (fault.startsWith("http-")) await sendErrorPage(reply, number);
  else if (fault.startsWith("rate-limit-")) await sendErrorPage(reply, 429, number);
  else if (/^bard-error-\d/.test(fault)) await sendRows(reply, bardErrorRow(number));
  else if (/^bare-status-\d/.test(fault)) await sendRows(reply, bareStatusRow(number));
  else if (fault in refusals) await refusals[fault as keyof typeof refusals](reply, session);
  else return false;
  return true;
}

/** What happens within an answer, and where. */
export function breakOf(fault: GenerateFault): Break | undefined {
  const number = Number(fault.match(/\d+$/)?.[0]);
  if (fault.startsWith("bard-error-after-text-")) return errorAfterText(bardErrorRow(number));
  if (fault.startsWith("bare-status-after-text-")) return errorAfterText(bareStatusRow(number));
  return breaks[fault as keyof typeof breaks];
}

/** Sends a page that fails; false where the page is to be changed instead. */
export async function sendPageFault(
  fault: PageFault,
  reply: HttpReply,
  left: AbortSignal,
): Promise<boolean> {
  if (fault.startsWith("page-http-")) await sendErrorPage(reply, Number(fault.slice(10)));
  else if (fault === "page-sorry") await sendRedirect(reply, sorryUrl);
  else if (fault === "page-consent") await sendRedirect(reply, consentUrl);
  else if (fault === "page-consent-form") await sendHtml(reply, consentForm);
  else if (fault === "page-login") await sendLogin(reply);
  else if (fault === "page-without-data") await sendHtml(reply);
  else if (fault === "page-stall") await untilLeft(left);
  else return false;
  return true;
}

/** Resolves when the client closes the connection. */
export function untilLeft(left: AbortSignal): Promise<void> {
  if (left.aborted) return Promise.resolve();
  return new Promise((resolve) => left.addEventListener("abort", () => resolve(), { once: true }));
}

const sorryUrl =
  "https://www.google.com/sorry/index?continue=https://gemini.google.com/app&q=EgQBAgME";
const consentUrl = "https://consent.google.com/m?continue=https://gemini.google.com/app&gl=CH";
const consentForm = `<!doctype html><script id="bard-initial-data" data-payload="` +
  `{&quot;ZXlM5e&quot;:true,&quot;qw1mtf&quot;:&quot;https://consent.google.com/m&quot;}"></script>`;

type Send = (reply: HttpReply, session: GoogleSession) => Promise<void>;

const refusals = {
  "dead-label": (reply) => sendErrorPage(reply, 405),
  "xsrf": (reply, session) =>
    sendRefusal(reply, { status: 400, reason: "xsrf", freshToken: session.token(0) }),
  "sorry": (reply) => sendRedirect(reply, sorryUrl),
  "sorry-429": (reply) =>
    reply.send(
      429,
      [["Content-Type", "text/html"]],
      "<html><title>https://www.google.com/sorry/</title>Our systems have detected unusual traffic",
    ),
  "consent": (reply) => sendRedirect(reply, consentUrl),
  "login": sendLogin,
  "rate-limit": (reply) => sendErrorPage(reply, 429),
  "empty": (reply) => reply.send(200, [framesType], ""),
  "prefix-only": (reply) => sendRows(reply),
  "html": (reply) => sendHtml(reply),
  "hang-up": (reply) => Promise.resolve(reply.drop()),
} satisfies Partial<Record<RefusingFault, Send>>;

const breaks: Partial<Record<BreakingFault, Break>> = {
  "heartbeats-only": { after: "meta", act: "beat" },
  "meta-only": { after: "meta", act: "end" },
  "stall-before-head": { after: "nothing", act: "stall" },
  "stall-before-text": { after: "meta", act: "stall" },
  "stall-after-text": { after: "half-the-pieces", act: "stall" },
  "cut-before-text": { after: "meta", act: "cut" },
  "cut-after-text": { after: "half-the-pieces", act: "cut" },
  "cut-mid-frame": { after: "half-the-pieces", act: "cut-chunk" },
  "end-early": { after: "half-the-pieces", act: "end" },
  "malformed-frame": {
    after: "half-the-pieces",
    act: {
      put: '61\n[["wrb.fr",null,"[null,[\\"c_70b7\n[[garbage that is not JSON}\n',
      thenEnd: false,
    },
  },
};

function errorAfterText(row: Parameters<typeof frame>[0]): Break {
  return { after: "half-the-pieces", act: { put: frame([row]), thenEnd: true } };
}
