import type { Account } from "./account.ts";
import type { Ask } from "./ask.ts";
import type { CookieJar } from "./cookie_jar.ts";
import { WebFailure } from "./failure.ts";
import type { Page } from "./page.ts";
import { sapisidHash } from "./sapisid_hash.ts";
import type { Session } from "./session.ts";
import type { GeminiWebSettings } from "./settings.ts";
import { type StreamRequest, streamRequest, webOrigin } from "./stream_request.ts";

/** What one request knows of the session: which account and page its tries use. */
export class Visit {
  readonly #session: Session;
  readonly #settings: GeminiWebSettings;
  #account?: Account;
  #page?: Page;
  #refusal?: WebFailure;

  constructor(session: Session, settings: GeminiWebSettings) {
    this.#session = session;
    this.#settings = settings;
  }

  /** Who asks, once the page told. */
  get asker(): Page["account"] {
    return this.#page?.account ?? "unknown";
  }

  /** Has the next try use a newer page than the one that this failure was about, and no `f.sid`. */
  renewAfter(refusal: WebFailure): void {
    this.#refusal = refusal;
  }

  /** There is no next try: the next request loads a newer page, unless this one was loaded after a refusal already. */
  giveUp(thrown: unknown): void {
    if (this.#refusal || !this.#page || !(thrown instanceof WebFailure)) return;
    this.#account?.distrust(this.#page, thrown);
  }

  /** The request for the next try, and the cookies it goes with. Throws a `GatewayError`. */
  async request(ask: Ask): Promise<{ request: StreamRequest; jar: CookieJar }> {
    const account = this.#account ??= await this.#session.account();
    const page = this.#refusal
      ? await account.renew(this.#page, this.#refusal)
      : await account.page();
    this.#page = page;
    if (this.#settings.strictModels) refuseAnonymous(ask, account, page);
    const request = streamRequest({
      ...ask,
      temporary: this.#settings.temporaryChats,
      language: page.language,
      buildLabel: account.label(page),
      sessionId: page.account === "signed-in" && !this.#refusal ? page.sessionId : undefined,
      requestNumber: this.#session.nextRequestNumber(),
      xsrfToken: account.token(page),
      authUser: account.authUser,
    });
    await this.#authorize(request, account.jar);
    return { request, jar: account.jar };
  }

  async #authorize(request: StreamRequest, jar: CookieJar): Promise<void> {
    const sapisid = jar.value("SAPISID") ?? jar.value("__Secure-1PAPISID");
    if (!sapisid || this.asker === "anonymous") return;
    const seconds = Math.floor((this.#settings.now ?? Date.now)() / 1000);
    request.headers["Authorization"] = await sapisidHash(sapisid, webOrigin, seconds);
  }
}

/** Google answers anonymous visitors with Flash-Lite whatever they ask for. */
function refuseAnonymous({ model }: Ask, account: Account, page: Page): void {
  if (page.account !== "anonymous") return;
  if (account.signedInWanted) throw new WebFailure("sessionExpired");
  if (model.family === "pro" || model.thinking > 1) {
    throw new WebFailure("accountNeeded", { detail: model.displayName });
  }
}
