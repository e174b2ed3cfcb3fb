import { type ErrorKind, GatewayError } from "../core/gateway_error.ts";

/**
 * Whether a failure means that Google's web app limits or blocks the gateway, so that the official API may still serve.
 * All of its limits are of two kinds, the block of a network among them.
 */
export function isLimitOrBlock(thrown: unknown): boolean {
  return thrown instanceof GatewayError &&
    (limits.has(thrown.kind) || blocks.has(thrown.code ?? ""));
}

const limits = new Set<ErrorKind>(["rate-limited", "quota-used-up"]);
const blocks = new Set(["google_region_refused", "session_refused"]);
