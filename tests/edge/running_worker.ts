import { bundleInto, entry } from "./bundle.ts";
import { workerdBinary } from "./workerd_binary.ts";

/** Secrets and variables of the Worker; those that are no texts it gets as JSON. */
export type Bindings = Record<string, unknown>;

export interface RunningWorker {
  url: string;
  /** What the Worker and its runtime wrote up to now. */
  output(): string;
  stop(): Promise<void>;
}

/** Makes the bundle and starts it in the real Workers runtime, on a free port of loopback. */
export async function startWorker(bindings: Bindings): Promise<RunningWorker> {
  const folder = await Deno.makeTempDir();
  const modules = await bundleInto(folder);
  await Deno.writeTextFile(`${folder}/worker.capnp`, configuration(modules, bindings));
  const process = new Deno.Command(await workerdBinary(), {
    args: ["serve", `${folder}/worker.capnp`, "--control-fd=1"],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  const port = Promise.withResolvers<string>();
  const reading = [process.stdout, process.stderr].map(async (stream) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      output += text;
      const found = /"event":"listen".*"port":(\d+)/.exec(output)?.[1];
      if (found) port.resolve(found);
    }
    port.reject(new Error(`workerd ended before it listened: ${output}`));
  });
  return {
    url: `http://127.0.0.1:${await port.promise}`,
    output: () => output,
    stop: async () => {
      process.kill("SIGKILL"); // SIGTERM would wait for answers under way
      await Promise.all([process.status, ...reading]);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/**
 * As wrangler does with the README's configuration: the entry first, all modules by their file names, the date, the
 * flag, the variables. Loopback is "private" to workerd.
 */
function configuration(modules: string[], bindings: Bindings): string {
  const names = [entry, ...modules.filter((name) => name !== entry)].map(quoted);
  const uploaded = names.map((name) => `(name = ${name}, esModule = embed ${name})`);
  const entries = Object.entries(bindings).map(([name, value]) => {
    return typeof value === "string"
      ? `(name = ${quoted(name)}, text = ${quoted(value)})`
      : `(name = ${quoted(name)}, json = ${quoted(JSON.stringify(value))})`;
  });
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "gateway", worker = .gateway),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "gateway")],
);
const gateway :Workerd.Worker = (
  modules = [${uploaded.join(", ")}],
  compatibilityDate = "2026-10-01",
  compatibilityFlags = ["enable_request_signal"],
  bindings = [${entries.join(", ")}],
);
`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
