import { type NetworkTrouble, networkTrouble } from "../../http/network_failure.ts";
import { WebFailure } from "./failure.ts";
import type { FailureName } from "./failure_table.ts";

/** What a thrown `fetch` means. Its own words stay out: they hold the address, whose query is private. */
export function networkFailure(
  thrown: unknown,
  { host, proxied }: { host: string; proxied: boolean },
): WebFailure {
  return new WebFailure(failureOf[networkTrouble(thrown, proxied)], { detail: host });
}

const failureOf: Record<NetworkTrouble, FailureName> = {
  "proxy-failed": "proxyFailed",
  "name-unresolved": "nameUnresolved",
  "tls-failed": "tlsFailed",
  "unreachable": "unreachable",
  "connection-lost": "connectionLost",
};
