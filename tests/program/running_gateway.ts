const main = new URL("../../main.ts", import.meta.url);

export interface RunningGateway {
  url: string;
  process: Deno.ChildProcess;
  /** What it wrote to stderr up to now. */
  stderr(): string;
  /** Sends the signal and waits for the end. */
  stop(signal?: Deno.Signal): Promise<Deno.CommandStatus>;
}

/** Starts the program as a user would, on a free port, and waits until it listens; then reads no more, if `deaf`. */
export async function startGateway(
  args: string[],
  { env, cwd, deaf }: { env?: Record<string, string>; cwd?: string; deaf?: boolean } = {},
): Promise<RunningGateway> {
  const process = command(["--port", "0", ...args], env, cwd).spawn();
  const listening = Promise.withResolvers<string>();
  const killed = Promise.withResolvers<void>();
  let stderr = "";
  const reading = (async () => {
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += text;
      const url = /listens on (http:\S+)/.exec(stderr)?.[1];
      if (url) listening.resolve(url);
      if (url && deaf) await killed.promise;
    }
    listening.reject(new Error(`The gateway ended before it listened: ${stderr}`));
  })();
  return {
    url: await listening.promise,
    process,
    stderr: () => stderr,
    stop: async (signal = "SIGTERM") => {
      process.kill(signal);
      killed.resolve();
      const status = await process.status;
      await reading;
      return status;
    },
  };
}

/** Runs the program to its end. */
export async function runProgram(
  args: string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await command(args, options.env, options.cwd).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function command(args: string[], env: Record<string, string> = {}, cwd?: string): Deno.Command {
  // No variable of the machine may change what is tested; the cache is where packages are.
  const kept = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "SystemRoot", "LOCALAPPDATA"];
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => kept.includes(name));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", main.href, ...args],
    env: {
      ...Object.fromEntries(inherited),
      XDG_CONFIG_HOME: "/nonexistent",
      NO_COLOR: "1",
      ...env,
    },
    clearEnv: true,
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}
