import type { GenerateContext } from "../../core/backend.ts";
import { GatewayError } from "../../core/gateway_error.ts";

/** The key that a request brings, or the gateway's own; a secret. */
export function keyOf({ key }: GenerateContext): string {
  if (key) return key;
  throw googleKeyMissing();
}

export function googleKeyMissing(): GatewayError {
  return new GatewayError(
    "unauthenticated",
    "The official Gemini API needs a key: set gemini_api_key, or send a Google key (AIza… or AQ.…) as " +
      "the API key.",
    { code: "google_key_missing" },
  );
}
