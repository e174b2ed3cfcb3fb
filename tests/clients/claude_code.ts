import { isJsonObject, tryParseJson } from "../../lib/core/json.ts";
import { type Check, expect, expectPicture, expectWords, type Outcome, outcomes } from "./check.ts";
import { type ClientRun, runClient } from "./client_process.ts";
import { pinned } from "./pinned.ts";
import type { Scratch } from "./scratch.ts";
import type { Setup } from "./setup.ts";
import { answerSchema, expectAnswer, expectParts, say, tenTurns } from "./tasks.ts";

export const claudeCode = {
  key: "claude-code",
  title: "Claude Code",
  version: pinned.claudeCode.packages["@anthropic-ai/claude-code"],
  packages: pinned.claudeCode,
  test: (setup: Setup): AsyncIterable<Outcome> => {
    const claude = new ClaudeCode(setup);
    return outcomes([...turnChecks(claude, setup), ...toolChecks(claude, setup)], setup);
  },
};

interface ClaudeOptions {
  /** `null`: the client's own. */
  model?: string | null;
  /** Sends the key as a bearer token. */
  bearer?: boolean;
  options?: string[];
}

/** Runs `claude -p`; what it prints is the answer. */
class ClaudeCode {
  readonly #setup: Setup;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  async turn(scratch: Scratch, prompt: string, given: ClaudeOptions = {}): Promise<ClientRun> {
    const { clients, gateway, node, signal, upstream } = this.#setup;
    const { model = upstream.model, bearer = false, options = [] } = given;
    await Deno.mkdir(`${scratch.home}/.claude`, { recursive: true });
    return await runClient({
      program: `${clients}/${pinned.claudeCode.folder}/node_modules/.bin/claude`,
      args: [
        ...(model ? ["--model", model] : []),
        "--dangerously-skip-permissions",
        ...options,
        ...["-p", prompt],
      ],
      cwd: scratch.work,
      env: {
        PATH: `${node}:/usr/local/bin:/usr/bin:/bin`,
        HOME: scratch.home,
        [bearer ? "ANTHROPIC_AUTH_TOKEN" : "ANTHROPIC_API_KEY"]: upstream.apiKey,
        ANTHROPIC_BASE_URL: gateway,
        CLAUDE_CONFIG_DIR: `${scratch.home}/.claude`,
        // No call to anything but the gateway.
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_TELEMETRY: "1",
        DISABLE_ERROR_REPORTING: "1",
        DISABLE_AUTOUPDATER: "1",
        IS_SANDBOX: "1", // else root may not skip permissions
        CLAUDE_CODE_MAX_RETRIES: "0",
        // Else a broken stream is repaired by a second request, unseen.
        CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: "1",
        NO_COLOR: "1",
      },
      seconds: 60,
      signal,
    });
  }
}

function turnChecks(claude: ClaudeCode, { log }: Setup): Check[] {
  return [
    plainCheck(claude, {}),
    plainCheck(claude, { variant: "its own model", model: null }),
    plainCheck(claude, { variant: "bearer token", bearer: true }),
    {
      feature: "structured answer",
      run: async (scratch) => {
        const call = `[[tool:StructuredOutput ${JSON.stringify({ answer: scratch.nonce })}]]`;
        const run = await claude.turn(scratch, `Answer in the wanted form. ${call}`, {
          options: ["--output-format", "json", "--json-schema", JSON.stringify(answerSchema)],
        });
        const output = tryParseJson(run.stdout);
        const answer = isJsonObject(output) ? output.structured_output : undefined;
        expectAnswer(JSON.stringify(answer) ?? "", scratch.nonce, run);
      },
    },
    {
      feature: "token count",
      run: async (scratch) => {
        const run = await claude.turn(scratch, "/context");
        expectWords(run.stdout, "System tools", run);
        const counts = log().match(/ POST \/v1\/messages\/count_tokens (?!200 )\d+/g)?.length;
        expect(log().includes("/count_tokens 200 ") && !counts, `refused: ${counts} counts`, run);
      },
    },
  ];
}

function toolChecks(claude: ClaudeCode, { upstream }: Setup): Check[] {
  return [
    toolCheck(claude, {}),
    toolCheck(claude, { variant: "its own model", model: null }),
    {
      feature: "parallel tools",
      run: async (scratch) => {
        const file = JSON.stringify({ file_path: `${scratch.work}/second.txt` });
        const both = `${shell("cat marker.txt")}[[tool:Read ${file}]]`;
        const run = await claude.turn(scratch, `Read both at once. ${both}`);
        expectWords(run.stdout, [scratch.nonce, scratch.second], run);
      },
    },
    {
      feature: "ten tool turns",
      run: async (scratch) => {
        const run = await claude.turn(scratch, tenTurns(shell));
        expectParts(run.stdout, scratch, run);
      },
    },
    {
      // The list of tools grows between the turns.
      feature: "deferred tools",
      run: async (scratch) => {
        const search = `[[tool:ToolSearch {"query":"select:WebFetch"}]]`;
        const prompt = `Load a tool. ${search}[[next]]${shell("cat marker.txt")}`;
        const run = await claude.turn(scratch, prompt);
        expectWords(run.stdout, scratch.nonce, run);
      },
    },
    {
      feature: `picture ${upstream.viewedPictures}`,
      run: (scratch) => {
        const file = JSON.stringify({ file_path: `${scratch.work}/picture.png` });
        return expectPicture(upstream, async () => {
          const run = await claude.turn(scratch, `Look at it. [[tool:Read ${file}]]`);
          return { answer: run.stdout, run };
        });
      },
    },
  ];
}

type Variant = ClaudeOptions & { variant?: string };

function plainCheck(claude: ClaudeCode, { variant, ...options }: Variant): Check {
  const run: Check["run"] = async (scratch) => {
    const run = await claude.turn(scratch, say(scratch.nonce), options);
    expectWords(run.stdout, scratch.nonce, run);
  };
  return { feature: "plain turn", variant, run };
}

function toolCheck(claude: ClaudeCode, { variant, ...options }: Variant): Check {
  const run: Check["run"] = async (scratch) => {
    const prompt = `Print marker.txt with Bash. ${shell("cat marker.txt")}`;
    const run = await claude.turn(scratch, prompt, options);
    expectWords(run.stdout, scratch.nonce, run);
  };
  return { feature: "tool round trip", variant, run };
}

function shell(command: string): string {
  return `[[tool:Bash ${JSON.stringify({ command, description: "Looks" })}]]`;
}
