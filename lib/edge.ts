import { assemble } from "./assemble.ts";
import { ConfigError } from "./config/config_error.ts";
import { edgeConfig } from "./config/edge_config.ts";
import type { Environment } from "./config/environment.ts";
import { environmentPrefix } from "./config/options.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { version } from "./version.ts";

/** The gateway as Cloudflare Workers, Deno Deploy and `deno serve` run it, configured by variables alone. */
export default edge();

/**
 * One gateway for each environment, built with the first request: Workers know their variables no earlier, and forbid
 * randomness and timers before it.
 */
function edge(): { fetch(request: Request, bindings?: unknown): Promise<Response> } {
  let built: { from: unknown; gateway: Gateway } | undefined;
  return {
    async fetch(request, bindings) {
      // Deno hands in the connection's addresses in the place of a Worker's variables.
      const from = isWorker() ? bindings : undefined;
      try {
        if (!built || built.from !== from) built = { from, gateway: gatewayOf(from) };
      } catch (thrown) {
        if (thrown instanceof ConfigError) return misconfigured(thrown);
        throw thrown;
      }
      return await built.gateway.fetch(request);
    },
  };
}

function isWorker(): boolean {
  return navigator.userAgent === "Cloudflare-Workers";
}

function gatewayOf(bindings: unknown): Gateway {
  const environment = bindings === undefined ? processEnvironment() : textsOf(bindings);
  return assemble(edgeConfig(environment), {
    version,
    // On Workers, fetch must not be called as the method of another object.
    fetch: (input, init) => fetch(input, init),
    proxied: () => false,
    isPublic: true,
    isolatedRequests: isWorker(),
    // A Worker cannot reach private addresses, whatever name they hide behind.
    resolveHost: isWorker() ? undefined : addressesOf,
    log: (line) => console.log(line),
  });
}

/** Every address of a name, as fetch finds it. */
async function addressesOf(name: string): Promise<string[]> {
  const { lookup } = await import("node:dns/promises");
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

function processEnvironment(): Environment {
  const { process } = globalThis as { process?: { env: Environment } };
  return process?.env ?? {};
}

/** The gateway's own variables; those that a Worker has as JSON become the text they stand for. */
function textsOf(bindings: unknown): Environment {
  const own = Object.entries(bindings ?? {}).filter(([name]) => name.startsWith(environmentPrefix));
  return Object.fromEntries(
    own.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** Which dialect the client speaks does not matter: all of them have a message within `error`. */
function misconfigured({ message }: ConfigError): Response {
  console.error(message);
  const error = {
    message,
    type: "configuration_error",
    param: null,
    code: "configuration_invalid",
  };
  return Response.json({ error }, { status: 500 });
}
