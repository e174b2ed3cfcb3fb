import { GatewayError } from "../../core/gateway_error.ts";
import { Account } from "./account.ts";
import { type CookieFile, readCookieText } from "./cookie_text.ts";
import type { GoogleClient } from "./google_client.ts";
import type { GeminiWebSettings } from "./settings.ts";

/** How often the cookie file is looked at, at most. */
const lookMs = 2000;

/** The account behind the backend: reads the cookie file, and starts anew when it changed. */
export class Session {
  readonly #settings: GeminiWebSettings;
  readonly #client: GoogleClient;
  readonly #now: () => number;
  #account?: Account;
  #opening?: Promise<Account>;
  #version?: string;
  #lookedAt = -Infinity;
  #complaint?: string;
  #requests: number;

  constructor(settings: GeminiWebSettings, client: GoogleClient) {
    this.#settings = settings;
    this.#client = client;
    this.#now = settings.now ?? Date.now;
    this.#requests = 10_000 + Math.floor((settings.random ?? Math.random)() * 900_000);
  }

  /** The account of this moment. Throws a `GatewayError` where the cookie file cannot be read at the first time. */
  async account(): Promise<Account> {
    if (this.#account && !this.#isTimeToLook()) return this.#account;
    return await (this.#opening ??= this.#open().finally(() => this.#opening = undefined));
  }

  /** Query `_reqid`: counts in steps of 100,000, as the web app does. */
  nextRequestNumber(): number {
    return this.#requests += 100_000;
  }

  #isTimeToLook(): boolean {
    return this.#settings.cookies !== undefined && this.#now() - this.#lookedAt >= lookMs;
  }

  async #open(): Promise<Account> {
    const { cookies } = this.#settings;
    if (!cookies) return this.#account = this.#newAccount({ cookies: new Map() });
    this.#lookedAt = this.#now();
    try {
      if (!this.#account || await cookies.version() !== this.#version) {
        const { text, version } = await cookies.read();
        this.#version = version;
        this.#account = this.#newAccount(readCookieText(text));
      }
      this.#complaint = undefined;
      return this.#account;
    } catch (thrown) {
      const failure = thrown instanceof GatewayError ? thrown : fileGone();
      if (!this.#account) throw failure;
      this.#complain(failure.message);
      return this.#account;
    }
  }

  /** Half-written or taken away: the cookies in use may still be good. Says each thing once for each state of it. */
  #complain(why: string): void {
    if (why === this.#complaint) return;
    this.#complaint = why;
    this.#settings.log(
      `The cookie file cannot be read now, so its old cookies stay in use. ${why}`,
    );
  }

  #newAccount(file: CookieFile): Account {
    return new Account(file, this.#client, this.#settings);
  }
}

function fileGone(): GatewayError {
  return new GatewayError(
    "unauthenticated",
    "The cookie file is gone, or this program may not read it: put it back where it was.",
    { code: "cookie_file_invalid" },
  );
}
