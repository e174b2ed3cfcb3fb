export interface ClientCommand {
  program: string;
  args: string[];
  cwd: string;
  /** All that the client finds in its environment. */
  env: Record<string, string>;
  /** How long it may take. */
  seconds: number;
  /** Ends it early. */
  signal: AbortSignal;
}

export interface ClientRun {
  stdout: string;
  stderr: string;
  /** The exit code; not there where it was ended. */
  code?: number;
}

/** Runs a client to its end, and ends it and what it started when its time is over. */
export async function runClient(command: ClientCommand): Promise<ClientRun> {
  const { program, args, cwd, env, signal } = command;
  const process = new Deno.Command(program, {
    args,
    cwd,
    env,
    clearEnv: true,
    // A process group of its own, to be ended as a whole.
    detached: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = Promise.all([
    new Response(process.stdout).text(),
    new Response(process.stderr).text(),
  ]);
  let ended = false;
  const end = () => {
    ended = true;
    killGroup(process.pid);
  };
  const timer = setTimeout(end, command.seconds * 1000);
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    const { code } = await process.status;
    killGroup(process.pid); // What it left behind would hold its output open.
    const [stdout, stderr] = await output;
    return { stdout, stderr, ...(!ended && { code }) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

/** Ends the processes whose home is this folder: those that left the group of the client which started them. */
export async function killThoseAtHome(home: string): Promise<void> {
  if (Deno.build.os !== "linux") return;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await Deno.readTextFile(`/proc/${name}/environ`).catch(() => "");
    if (environment.split("\0").includes(`HOME=${home}`)) kill(Number(name));
  }
}

function killGroup(leader: number): void {
  kill(-leader);
}

function kill(process: number): void {
  try {
    Deno.kill(process, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
