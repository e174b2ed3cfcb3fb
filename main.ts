import type { CookieSource } from "./lib/backends/gemini_web/settings.ts";
import { assemble, checkCookies } from "./lib/assemble.ts";
import { configOfProcess, exitWithMistake } from "./lib/config/cli.ts";
import type { Config } from "./lib/config/options.ts";
import { goesThroughProxy } from "./lib/config/proxy_scope.ts";
import type { OwnFetch } from "./lib/http/connections.ts";
import { isLoopbackName } from "./lib/gateway/access.ts";
import { LineLog } from "./lib/line_log.ts";
import { version } from "./lib/version.ts";

/** How long running answers may go on after the first SIGTERM or SIGINT. */
const shutdownMs = 10_000;
/** The last part of that time is for telling the clients whose answers still run. */
const lastWordsMs = 500;
const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

const log = new LineLog((bytes) => Deno.stderr.write(bytes));
const { config, environment, origins } = configOfProcess(version);
adoptProxyVariables(environment, config);
await refuseBrokenCookies(config);
const gateway = assemble(config, {
  version,
  fetch: openFetch().fetch,
  openFetch,
  proxied: (url) => config.proxy !== undefined || goesThroughProxy(url, environment),
  resolveHost: config.proxy === undefined ? addressesOf : undefined,
  fetchAt: config.proxy === undefined ? fetchAt : undefined,
  cookies: config.cookie_file === undefined ? undefined : cookieFile(config.cookie_file),
  log: (line) => log.say(line),
});
stopOnSignals(listen(config));

function listen({ host, port, api_keys }: Config): Deno.HttpServer {
  const onListen = ({ hostname, port }: Deno.NetAddr) => {
    if (!isLoopbackName(host) && api_keys.length === 0) {
      log.say(
        "Warning: everyone who can reach this address may use the gateway and the Google account " +
          "behind it. Set api_keys, or listen on 127.0.0.1.",
      );
    }
    const shown = hostname.includes(":") ? `[${hostname}]` : hostname;
    log.say(`gemini-web2api ${version} listens on http://${shown}:${port}`);
  };
  try {
    return Deno.serve({ hostname: host, port, onListen }, gateway.fetch);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      exitWithMistake(
        `Cannot listen on port ${port} of ${host}: another program uses it; set another "port".`,
      );
    }
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    exitWithMistake(`Cannot listen on "host" ${host}, "port" ${port}: ${why}.`);
  }
}

/** Stops taking requests at the first signal, ends running ones at the second or after a while. */
function stopOnSignals(server: Deno.HttpServer): void {
  let signals = 0;
  const exit = () => Deno.exit(signals > 1 ? 130 : 0);
  const end = () => {
    Deno.unrefTimer(setTimeout(exit, lastWordsMs));
    gateway.stop();
  };
  const stop = () => {
    signals++;
    if (signals > 2) exit();
    if (signals > 1) return end();
    log.say(
      "Stopping; running answers may finish within ten seconds. Interrupt again to stop now.",
    );
    Deno.unrefTimer(setTimeout(end, shutdownMs - lastWordsMs));
    server.shutdown().then(() => log.written()).then(exit);
  };
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener(Deno.build.os === "windows" ? "SIGBREAK" : "SIGTERM", stop);
}

/**
 * A `fetch` with connections of its own. Without `proxy` it obeys the environment's proxy variables, as `fetch` does.
 * It speaks HTTP/1.1: over HTTP/2, Deno 2.9 sends what is longer than 1 KiB in pieces that wait for each other's
 * acknowledgement (Nagle's algorithm), which cost 40 ms for each prompt and up to 400 ms for long ones; and what is
 * more than the 100 requests that Google takes on a connection waits unseen.
 */
function openFetch(): OwnFetch {
  const { proxy } = config;
  const client = Deno.createHttpClient({
    http2: false,
    ...(proxy !== undefined && { proxy: { url: proxy } }),
  });
  return {
    fetch: (input, init) => fetch(input, { ...init, client }),
    close: () => client.close(),
  };
}

/** Every address of a name, as fetch finds it. A proxy resolves names by itself. */
async function addressesOf(name: string): Promise<string[]> {
  const { lookup } = await import("node:dns/promises");
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

/** A proxy of the environment looks names up by itself; certificates of the user's own only `fetch` knows. */
function fetchAt(addresses: readonly string[]): typeof fetch {
  const ownCertificates = isSet("DENO_CERT") || isSet("DENO_TLS_CA_STORE");
  return async (input, init) => {
    if (ownCertificates || goesThroughProxy(String(input), environment)) {
      return await fetch(input, init);
    }
    const { pinnedFetch } = await import("./lib/pinned_fetch.ts");
    return await pinnedFetch(addresses)(input, init);
  };
}

/** The runtime reads proxy variables of the process only; .env may hold them too. */
function adoptProxyVariables(
  environment: Record<string, string | undefined>,
  { proxy }: Config,
): void {
  for (const name of proxyVariables) {
    const value = environment[name];
    if (value !== undefined && !isSet(name)) Deno.env.set(name, value);
  }
  if (proxy === undefined) return;
  // Exceptions are for the environment's own proxy: this one takes every call.
  for (const name of ["NO_PROXY", "no_proxy"]) Deno.env.delete(name);
}

function isSet(name: string): boolean {
  return Boolean(Deno.env.get(name) ?? Deno.env.get(name.toLowerCase()));
}

/** Broken cookies are reported at the start, not to the first client. */
async function refuseBrokenCookies({ cookie_file, cookie }: Config): Promise<void> {
  const text = cookie_file === undefined ? cookie : Deno.readTextFileSync(cookie_file);
  if (text === undefined) return;
  const why = await checkCookies(text);
  if (why === undefined) return;
  const set = cookie_file === undefined
    ? `"cookie" from ${origins.cookie}`
    : `"cookie_file" ${cookie_file} from ${origins.cookie_file}`;
  exitWithMistake(`Cannot use ${set}. ${why}`);
}

function cookieFile(path: string): CookieSource {
  const version = async () => {
    const { mtime, size } = await Deno.stat(path);
    return `${mtime?.getTime()}-${size}`;
  };
  return {
    version,
    read: async () => ({ version: await version(), text: await Deno.readTextFile(path) }),
  };
}
