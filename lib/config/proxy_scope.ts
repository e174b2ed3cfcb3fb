import type { Environment } from "./environment.ts";

/**
 * Whether a request goes through a proxy of the environment, as the runtime reads its variables: `ALL_PROXY`,
 * `HTTPS_PROXY` or `HTTP_PROXY` by scheme, unless `NO_PROXY` names the host, a domain above it, its address or `*`.
 * Ranges of addresses (`10.0.0.0/8`) are not looked at.
 */
export function goesThroughProxy(url: string, environment: Environment): boolean {
  const { protocol, hostname } = new URL(url);
  const own = protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY";
  if (!variable(own, environment) && !variable("ALL_PROXY", environment)) return false;
  const host = hostname.replace(/^\[|\]$/g, "");
  const exempt = (variable("NO_PROXY", environment) ?? "").split(",").map((each) => each.trim());
  return !exempt.some((each) => isWithin(host, each.toLowerCase()));
}

function variable(name: string, environment: Environment): string | undefined {
  return environment[name] ?? environment[name.toLowerCase()];
}

function isWithin(host: string, rule: string): boolean {
  if (rule === "*") return true;
  const domain = rule.replace(/^\./, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}
