import { GatewayError } from "../core/gateway_error.ts";

/**
 * Whether a failure means that Google's web app limits or blocks the gateway, so that the official API may still serve.
 * All of its limits are of the kind `rate-limited`, the block of a network among them.
 */
export function isLimitOrBlock(thrown: unknown): boolean {
  return thrown instanceof GatewayError &&
    (thrown.kind === "rate-limited" || blocks.has(thrown.code ?? ""));
}

const blocks = new Set(["google_region_refused", "session_refused"]);
