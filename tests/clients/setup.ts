import { startGateway } from "../program/running_gateway.ts";
import { nodeFolder } from "./install.ts";
import { type Upstream, type UpstreamName, upstreams } from "./upstream.ts";

/** What a client is run against, and with. */
export interface Setup {
  /** The gateway's origin. */
  gateway: string;
  upstream: Upstream;
  /** The folder of the installed clients. */
  clients: string;
  /** The folder of the Node.js binary. */
  node: string;
  /** Ends what runs. */
  signal: AbortSignal;
  /** What the gateway wrote. */
  log(): string;
  close(): Promise<void>;
}

export interface SetupOptions {
  upstream: UpstreamName;
  clients: string;
  signal: AbortSignal;
}

/** A gateway of its own for a client, in front of a fake upstream of its own. */
export async function startSetup(
  { upstream: name, clients, signal }: SetupOptions,
): Promise<Setup> {
  const upstream = upstreams[name]();
  const folder = await Deno.makeTempDir({ prefix: "gemini-web2api-gateway-" });
  const cleanUp = async () => {
    await upstream.close();
    await Deno.remove(folder);
  };
  const gateway = await startGateway(["--retry-delay-sec", "0", ...upstream.flags], {
    env: upstream.env,
    cwd: folder, // where no configuration is
  }).catch(async (error) => {
    await cleanUp();
    throw error;
  });
  return {
    gateway: gateway.url,
    upstream,
    clients,
    node: nodeFolder(clients),
    signal,
    log: gateway.stderr,
    close: async () => {
      await gateway.stop("SIGKILL").catch(() => {}); // A signal to the whole group may have ended it.
      await cleanUp();
    },
  };
}
