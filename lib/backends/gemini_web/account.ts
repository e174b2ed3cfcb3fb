import { GatewayError } from "../../core/gateway_error.ts";
import { CookieJar } from "./cookie_jar.ts";
import type { CookieFile } from "./cookie_text.ts";
import { WebFailure } from "./failure.ts";
import type { GoogleClient } from "./google_client.ts";
import type { Page } from "./page.ts";
import { loadPage } from "./page_loader.ts";
import type { GeminiWebSettings } from "./settings.ts";

/** After this a page is still used, while a newer one is fetched. */
const freshMs = 30 * 60_000;
/** After this a request waits for a newer page. */
const usableMs = 6 * 3600_000;
/** After a background refresh failed, the next one waits as long. */
const pauseMs = 60_000;
const longestLoadMs = 30_000;

/** One set of cookies, or none, with the page tokens that Google gives for them. */
export class Account {
  readonly jar: CookieJar;
  readonly signedInWanted: boolean;
  readonly #file: CookieFile;
  readonly #client: GoogleClient;
  readonly #settings: GeminiWebSettings;
  readonly #now: () => number;
  #page?: Page;
  #readAt = 0;
  #pausedUntil = 0;
  #loading?: Promise<Page>;
  #lastToken?: { accountId?: string; token: string };
  #warned = false;
  /** Values of the settings that Google refused since. */
  #refused = { label: false, token: false };

  constructor(file: CookieFile, client: GoogleClient, settings: GeminiWebSettings) {
    this.#file = file;
    this.#client = client;
    this.#settings = settings;
    this.#now = settings.now ?? Date.now;
    this.jar = new CookieJar(file.cookies, this.#now);
    this.signedInWanted = file.cookies.size > 0;
  }

  get authUser(): number | undefined {
    return this.#settings.authUser ?? this.#file.authUser;
  }

  /** The page, from memory as long as it is good. Throws a `WebFailure`. */
  async page(): Promise<Page> {
    const age = this.#now() - this.#readAt;
    if (!this.#page || age >= usableMs) return await this.#load();
    if (age >= freshMs && this.#now() >= this.#pausedUntil) this.#refresh();
    return this.#page;
  }

  /** A newer page than the one with which Google refused a request. */
  async renew(used: Page | undefined, refusal: WebFailure): Promise<Page> {
    this.#note(refusal);
    if (this.#page && this.#page !== used) return this.#page;
    if (refusal.failure === "tokenRefused") this.#lastToken = undefined;
    const page = await this.#load();
    page.xsrfToken ??= refusal.freshToken;
    return page;
  }

  /** Has the next request load a newer page, if label or token of this one were refused. */
  distrust(used: Page, refusal: WebFailure): void {
    const ofToken = refusal.failure === "tokenRefused";
    if (!ofToken && refusal.failure !== "labelRefused") return;
    this.#note(refusal);
    if (this.#page !== used) return;
    this.#page = undefined;
    const { accountId } = used;
    const { freshToken } = refusal;
    if (ofToken) this.#lastToken = freshToken ? { accountId, token: freshToken } : undefined;
  }

  /** The form field `at`; anonymous requests have none. */
  token(page: Page): string | undefined {
    if (page.account === "anonymous" || (page.account === "unknown" && !this.signedInWanted)) {
      return undefined;
    }
    const configured = this.#settings.xsrfToken ?? this.#file.xsrfToken;
    if (configured && !this.#refused.token) return configured;
    return page.xsrfToken ?? configured;
  }

  /** The query `bl`. */
  label(page: Page): string | undefined {
    const configured = this.#settings.geminiBl ?? this.#file.buildLabel;
    if (configured && !this.#refused.label) return configured;
    return page.buildLabel ?? configured;
  }

  #note({ failure }: WebFailure): void {
    if (failure === "labelRefused") this.#refused.label = true;
    if (failure === "tokenRefused") this.#refused.token = true;
  }

  #refresh(): void {
    this.#load().catch(() => this.#pausedUntil = this.#now() + pauseMs);
  }

  /** All who need a page wait for the same fetch. It is nobody's own, so nobody's leaving ends it. */
  #load(): Promise<Page> {
    if (this.#settings.isolatedRequests) return this.#fetchPage();
    return this.#loading ??= this.#fetchPage().finally(() => this.#loading = undefined);
  }

  async #fetchPage(): Promise<Page> {
    const { requestTimeoutSec, webUrl } = this.#settings;
    const abort = new AbortController();
    const limit = Math.min(longestLoadMs, requestTimeoutSec * 1000);
    const timer = setTimeout(
      () => abort.abort(new WebFailure("noAnswer", { detail: limit / 1000 })),
      limit,
    );
    const lease = this.#client.connections.take();
    try {
      const { jar, authUser } = this;
      const options = { jar, authUser, signal: abort.signal, connection: lease, now: this.#now };
      const page = this.#remember(await loadPage(this.#client, options));
      this.#warnIfExpired(page);
      return page;
    } catch (thrown) {
      if (thrown instanceof GatewayError) throw thrown;
      // The page began, and broke off.
      throw new WebFailure("connectionLost", { detail: new URL(webUrl).hostname, cause: thrown });
    } finally {
      clearTimeout(timer);
      this.#client.connections.giveBack(lease, abort.signal.aborted);
    }
  }

  /** A page of the same account without a token leaves the old one in force: it stays valid for an hour and more. */
  #remember(page: Page): Page {
    const { accountId, xsrfToken } = page;
    if (xsrfToken) this.#lastToken = { accountId, token: xsrfToken };
    else if (page.account === "signed-in" && this.#lastToken?.accountId === accountId) {
      page.xsrfToken = this.#lastToken?.token;
    }
    this.#page = page;
    this.#readAt = this.#now();
    return page;
  }

  #warnIfExpired(page: Page): void {
    if (page.account !== "anonymous" || !this.signedInWanted) {
      this.#warned = false;
      return;
    }
    if (this.#warned) return;
    this.#warned = true;
    this.#settings.log(
      "The cookies have expired: Google answers as if nobody were signed in. Sign in to gemini.google.com in a " +
        "private window, put its cookies into the cookie file and close the window.",
    );
  }
}
