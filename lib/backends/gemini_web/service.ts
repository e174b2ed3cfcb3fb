import type { Backend } from "../../core/backend.ts";
import { generate } from "./generate.ts";
import { GoogleClient } from "./google_client.ts";
import { Session } from "./session.ts";
import type { GeminiWebSettings } from "./settings.ts";

/** Answers requests; all of them share one session. */
export function webService(settings: GeminiWebSettings): Pick<Backend, "generate"> {
  const client = new GoogleClient(settings);
  const upstream = { settings, client, session: new Session(settings, client) };
  return { generate: (request, context) => generate(upstream, request, context) };
}
