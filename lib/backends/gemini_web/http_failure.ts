import { freshXsrfToken, isXsrfRefusal } from "./answer/xsrf.ts";
import { WebFailure } from "./failure.ts";
import type { FailureName } from "./failure_table.ts";

/** An HTTP answer that is not the wanted 200. */
export interface HttpRefusal {
  status: number;
  headers: Headers;
  /** The beginning of the body. */
  body: string;
  /** Milliseconds since 1970, for a `Retry-After` that is a date. */
  now?: number;
}

/** What an HTTP status other than 200 means. Redirects are not followed, so they end here too. */
export function httpFailure({ status, headers, body, now = Date.now() }: HttpRefusal): WebFailure {
  if (status >= 300 && status < 400) return redirectFailure(headers.get("location"));
  const retryAfterSec = retryAfter(headers.get("retry-after"), now);
  if (status === 400) return badRequest(body);
  if (status === 429 && isSorryPage(body)) return new WebFailure("networkBlocked");
  const named = byStatus[status];
  if (named) return new WebFailure(named, { detail: `HTTP ${status}`, retryAfterSec });
  if (status >= 500) {
    return new WebFailure("googleFault", { detail: status, status, retryAfterSec });
  }
  return new WebFailure("unexpectedStatus", { detail: status });
}

/** A label or `f.sid` too old is a 400 as well, so new ones are tried. */
function badRequest(body: string): WebFailure {
  if (!isXsrfRefusal(body)) {
    return new WebFailure("requestRefused", { detail: "HTTP 400", retry: "fresh-page" });
  }
  return new WebFailure("tokenRefused", { freshToken: freshXsrfToken(body) });
}

/** What a redirect away from Gemini means. */
export function redirectFailure(location: string | null): WebFailure {
  const target = URL.parse(location ?? "", "https://gemini.google.com");
  if (!target) return new WebFailure("unexpectedRedirect", { detail: "an unreadable address" });
  if (target.pathname.startsWith("/sorry")) return new WebFailure("networkBlocked");
  if (target.hostname.startsWith("consent.")) return new WebFailure("consentRequired");
  if (
    target.hostname.startsWith("accounts.") || /^\/(ServiceLogin|signin)/i.test(target.pathname)
  ) {
    return new WebFailure("sessionExpired");
  }
  return new WebFailure("unexpectedRedirect", { detail: target.hostname });
}

/** Whether a page is the one Google shows to networks it suspects. */
export function isSorryPage(html: string): boolean {
  return /\/sorry\/|unusual traffic|id="captcha-form"/i.test(html);
}

const byStatus: Readonly<Record<number, FailureName>> = {
  401: "sessionExpired",
  403: "accessRefused",
  404: "notFound",
  405: "labelRefused",
  407: "proxyFailed",
  413: "bodyTooLarge",
  429: "rateLimited",
  503: "unavailable",
  504: "deadlineExceeded",
};

/** Seconds of a `Retry-After`, which is a number of seconds or an HTTP date. */
function retryAfter(value: string | null, now: number): number | undefined {
  if (!value) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
