import { type Check, expect, expectPicture, expectWords, type Outcome, outcomes } from "./check.ts";
import { type ClientRun, runClient } from "./client_process.ts";
import { pinned } from "./pinned.ts";
import type { Scratch } from "./scratch.ts";
import type { Setup } from "./setup.ts";
import type { Upstream } from "./upstream.ts";
import { answerSchema, expectAnswer, expectParts, say, tenTurns } from "./tasks.ts";

/** What Codex takes a model's name for decides the tools that it declares. */
type Tools = "functions" | "freeform" | "code mode";

export const codex = {
  key: "codex",
  title: "Codex CLI",
  version: pinned.codex.packages["@openai/codex"],
  packages: pinned.codex,
  async *test(setup: Setup): AsyncIterable<Outcome> {
    const { model } = setup.upstream;
    yield* outcomes(checks(new Codex(setup, model), "functions"), setup);
    yield* outcomes(checks(new Codex(setup, "gpt-5.5"), "freeform"), setup);
    yield* outcomes(checks(new Codex(setup, "gpt-6-sol"), "code mode"), setup);
    yield* outcomes([webSocketCheck(setup)], setup);
  },
};

interface CodexTurn {
  /** The last message. */
  answer: string;
  run: ClientRun;
}

/** Runs `codex exec` with one model. */
class Codex {
  readonly #setup: Setup;
  readonly #webSockets: boolean;
  readonly model: string;
  readonly upstream: Upstream;

  constructor(setup: Setup, model: string, { webSockets = false } = {}) {
    this.#setup = setup;
    this.#webSockets = webSockets;
    this.model = model;
    this.upstream = setup.upstream;
  }

  async turn(scratch: Scratch, prompt: string, options: string[] = []): Promise<CodexTurn> {
    const { clients, node, signal } = this.#setup;
    await Deno.mkdir(`${scratch.home}/.codex`, { recursive: true });
    await Deno.writeTextFile(`${scratch.home}/.codex/config.toml`, this.#configuration());
    await Deno.remove(`${scratch.home}/answer`).catch(() => {});
    const run = await runClient({
      program: `${clients}/${pinned.codex.folder}/node_modules/.bin/codex`,
      args: [
        "exec",
        ...["--skip-git-repo-check", "-s", "danger-full-access"],
        ...["-o", `${scratch.home}/answer`],
        ...options,
        prompt,
      ],
      cwd: scratch.work,
      env: {
        PATH: `${node}:/usr/local/bin:/usr/bin:/bin`,
        HOME: scratch.home,
        CODEX_HOME: `${scratch.home}/.codex`,
        GATEWAY_KEY: this.upstream.apiKey,
        NO_COLOR: "1",
      },
      seconds: 60,
      signal,
    });
    const answer = await Deno.readTextFile(`${scratch.home}/answer`).catch(() => "");
    return { answer, run };
  }

  /** No call to anything but the gateway. */
  #configuration(): string {
    return `
model = "${this.model}"
model_provider = "gateway"
check_for_update_on_startup = false
[model_providers.gateway]
name = "gateway"
base_url = "${this.#setup.gateway}/v1"
env_key = "GATEWAY_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = ${this.#webSockets}
[features]
plugins = false
apps = false
[analytics]
enabled = false
`;
  }
}

function checks(codex: Codex, tools: Tools): Check[] {
  const { upstream } = codex;
  const shell = tools === "code mode" ? inCodeMode : asFunction;
  const check = (feature: string, run: Check["run"]): Check => ({
    feature,
    variant: codex.model,
    run,
  });
  return [
    check("plain turn", async (scratch) => {
      const { answer, run } = await codex.turn(scratch, say(scratch.nonce));
      expectWords(answer, scratch.nonce, run);
    }),
    check("tool round trip", async (scratch) => {
      const prompt = `Print marker.txt with your shell. ${shell("cat marker.txt")}`;
      const { answer, run } = await codex.turn(scratch, prompt);
      expectWords(answer, scratch.nonce, run);
    }),
    check("parallel tools", async (scratch) => {
      const both = tools === "code mode"
        ? shell("cat marker.txt", "cat second.txt")
        : shell("cat marker.txt") + shell("cat second.txt");
      const { answer, run } = await codex.turn(scratch, `Print both at once. ${both}`);
      expectWords(answer, [scratch.nonce, scratch.second], run);
    }),
    check("structured answer", async (scratch) => {
      await scratch.write("schema.json", JSON.stringify(answerSchema));
      const prompt = say(scratch.nonce);
      const { answer, run } = await codex.turn(scratch, prompt, ["--output-schema", "schema.json"]);
      expectAnswer(answer, scratch.nonce, run);
    }),
    check("ten tool turns", async (scratch) => {
      const { answer, run } = await codex.turn(scratch, tenTurns(shell));
      expectParts(answer, scratch, run);
    }),
    check(`picture ${upstream.viewedPictures}`, async (scratch) => {
      const view = tools === "code mode"
        ? `[[tool:exec const r = await tools.view_image({path:"picture.png"}); image(r);]]`
        : `[[tool:view_image {"path":"picture.png"}]]`;
      const prompt = `Look at picture.png. ${view}`;
      await expectPicture(upstream, () => codex.turn(scratch, prompt));
    }),
    ...(tools === "freeform" ? [freeformCheck(codex)] : []),
    ...(tools === "code mode" ? [namespaceCheck(codex)] : [resumeCheck(codex)]),
  ];
}

function freeformCheck(codex: Codex): Check {
  const run: Check["run"] = async (scratch) => {
    const patch = `*** Begin Patch\n*** Add File: patched.txt\n+${scratch.nonce}\n*** End Patch`;
    const { run } = await codex.turn(scratch, `Create patched.txt. [[tool:apply_patch ${patch}]]`);
    expectWords(await scratch.read("patched.txt"), scratch.nonce, run);
  };
  return { feature: "freeform tool", variant: codex.model, run };
}

function namespaceCheck(codex: Codex): Check {
  const run: Check["run"] = async (scratch) => {
    const { answer, run } = await codex.turn(scratch, `Wait. [[tool:sleep {"duration_ms":5}]]`);
    expectWords(answer, "Sleep completed", run);
  };
  return { feature: "tool in a namespace", variant: codex.model, run };
}

function resumeCheck(codex: Codex): Check {
  const run: Check["run"] = async (scratch) => {
    await codex.turn(scratch, `Print marker.txt. ${asFunction("cat marker.txt")}`);
    const prompt = `And now second.txt. ${asFunction("cat second.txt")}`;
    const { answer, run } = await codex.turn(scratch, prompt, ["resume", "--last"]);
    expectWords(answer, scratch.second, run);
  };
  return { feature: "resumed session", variant: codex.model, run };
}

/** The gateway refuses the WebSocket with 426, and the client goes on by HTTP at once. */
function webSocketCheck(setup: Setup): Check {
  const codex = new Codex(setup, setup.upstream.model, { webSockets: true });
  const run: Check["run"] = async (scratch) => {
    const prompt = `Print marker.txt. ${asFunction("cat marker.txt")}`;
    const { answer, run } = await codex.turn(scratch, prompt);
    expectWords(answer, scratch.nonce, run);
    expect(/GET \/v1\/responses 426 /.test(setup.log()), "the client tried no WebSocket", run);
    expect(!/reconnecting/i.test(run.stderr), "the client tried more than once", run);
  };
  return { feature: "WebSocket fallback", run };
}

function asFunction(command: string): string {
  return `[[tool:exec_command ${JSON.stringify({ cmd: command })}]]`;
}

function inCodeMode(...commands: string[]): string {
  const calls = commands.map((cmd) => `tools.exec_command(${JSON.stringify({ cmd })})`);
  return `[[tool:exec const all = await Promise.all([${calls.join(", ")}]); all.forEach(text);]]`;
}
