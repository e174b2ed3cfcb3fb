import { WebFailure } from "./failure.ts";
import { isSorryPage } from "./http_failure.ts";

/** What the web app's page tells of the session. */
export interface Page {
  /** `unknown`: the page has changed so much that it does not tell. Dead cookies make an anonymous page. */
  account: "signed-in" | "anonymous" | "unknown";
  /** Google's number of the account. */
  accountId?: string;
  /** Form field `at`. A secret. Missing at times although the session is good. */
  xsrfToken?: string;
  /** Query `bl`. */
  buildLabel?: string;
  /** Query `f.sid`. */
  sessionId?: string;
  /** Two letters. */
  language: string;
}

/** Reads the page's `WIZ_global_data`. Throws a `WebFailure` for the pages that stand in its place. */
export function readPage(html: string): Page {
  const start = html.indexOf("WIZ_global_data");
  const data = start < 0 ? "" : html.slice(start);
  const field = (key: string) => wizField(data, key);
  const buildLabel = field("cfb2h");
  const page: Page = {
    account: "unknown",
    accountId: field("S06Grb"),
    xsrfToken: field("SNlM0e"),
    buildLabel: buildLabel && isBuildLabel(buildLabel) ? buildLabel : undefined,
    sessionId: field("FdrFJe"),
    language: field("TuX5cc")?.split(/[-_]/)[0] ?? "en",
  };
  const isNumber = /^\d+$/.test(page.accountId ?? "");
  if (isNumber || field("oPEP7c") || page.xsrfToken) return { ...page, account: "signed-in" };
  if (isConsentPage(html)) throw new WebFailure("consentRequired");
  if (buildLabel) return { ...page, account: "anonymous" };
  if (isSorryPage(html)) throw new WebFailure("networkBlocked");
  return page;
}

/** Both forms seen: `boq_assistant-bard-web-server_20260827.05_p0`, `boq_gemini-web-uiserver_20261007.12_p0`. */
export function isBuildLabel(text: string): boolean {
  return /^boq_[a-z0-9-]+_\d{8}\.\d{2}_p\d+$/.test(text);
}

/** A string of the page's data; missing, `null` and empty are the same. */
function wizField(data: string, key: string): string | undefined {
  const match = new RegExp(`"${key}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(data);
  if (!match) return undefined;
  try {
    return JSON.parse(match[1]!.replaceAll("\\x", "\\u00")) || undefined;
  } catch {
    return undefined;
  }
}

/** A page of HTTP 200 that asks for consent; a redirect to consent.google.com is the other form. */
function isConsentPage(html: string): boolean {
  return html.includes("bard-initial-data") && /ZXlM5e(?:&quot;|\\?"):\s*true/.test(html);
}
