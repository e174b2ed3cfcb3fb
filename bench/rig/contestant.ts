import { pinned } from "./pinning.ts";
import { processUsage, type Usage } from "./process_usage.ts";

/** A program that answers chat requests, and how to start it. */
export interface Contestant {
  name: string;
  /** The model to ask for. */
  model: string;
  headers?: Record<string, string>;
  /** Arguments of `deno`, and variables, for a program that listens on that port. */
  start(port: number): { args: string[]; env?: Record<string, string> };
}

/** One process of a contestant. End it with `stop`. */
export class Running {
  readonly contestant: Contestant;
  readonly url: string;
  /** Milliseconds from its start to its first answer. */
  startMs = 0;
  readonly #process: Deno.ChildProcess;
  #ended = false;

  private constructor(contestant: Contestant, url: string, process: Deno.ChildProcess) {
    this.contestant = contestant;
    this.url = url;
    this.#process = process;
    void process.status.then(() => this.#ended = true);
  }

  /** Starts it, and waits for its first answer. */
  static async start(contestant: Contestant): Promise<Running> {
    const port = freePort();
    const { args, env } = contestant.start(port);
    const [command = "", ...rest] = pinned([Deno.execPath(), "run", "-A", "--no-check", ...args]);
    const startedAt = performance.now();
    const process = new Deno.Command(command, {
      args: rest,
      env: { ...env, NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const running = new Running(contestant, `http://127.0.0.1:${port}`, process);
    await running.#firstAnswer(startedAt);
    running.startMs = performance.now() - startedAt;
    return running;
  }

  usage(): Usage | undefined {
    return processUsage(this.#process.pid);
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }

  async #firstAnswer(startedAt: number): Promise<void> {
    const { model, headers, name } = this.contestant;
    const init = {
      method: "POST",
      headers,
      body: JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] }),
    };
    let last = "";
    while (performance.now() - startedAt < 20_000 && !this.#ended) {
      try {
        const response = await fetch(`${this.url}/v1/chat/completions`, init);
        last = await response.text();
        if (response.ok && last.includes("@")) return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    await this.stop();
    throw new Error(`${name} does not answer: ${last.slice(0, 500) || "no connection"}`);
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
