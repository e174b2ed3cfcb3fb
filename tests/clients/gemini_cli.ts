import { isJsonObject, type JsonObject, tryParseJson } from "../../lib/core/json.ts";
import { type Check, expect, expectPicture, expectWords, type Outcome, outcomes } from "./check.ts";
import { type ClientRun, runClient } from "./client_process.ts";
import { pinned } from "./pinned.ts";
import type { Scratch } from "./scratch.ts";
import type { Setup } from "./setup.ts";
import { expectParts, say, tenTurns } from "./tasks.ts";

export const geminiCli = {
  key: "gemini-cli",
  title: "Gemini CLI",
  version: pinned.geminiCli.packages["@google/gemini-cli"],
  packages: pinned.geminiCli,
  test: (setup: Setup): AsyncIterable<Outcome> => {
    const gemini = new GeminiCli(setup);
    return outcomes([...turnChecks(gemini), ...toolChecks(gemini, setup)], setup);
  },
};

interface GeminiTurn {
  answer: string;
  /** How many calls failed, by the model that was asked for. */
  failures: Record<string, unknown>;
  run: ClientRun;
}

/** Runs `gemini -p`. */
class GeminiCli {
  readonly #setup: Setup;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  /** `model: null` leaves the choice to the client. */
  async turn(
    scratch: Scratch,
    prompt: string,
    model: string | null = this.#setup.upstream.model,
  ): Promise<GeminiTurn> {
    const { clients, gateway, node, signal, upstream } = this.#setup;
    await Deno.mkdir(`${scratch.home}/.gemini`, { recursive: true });
    await Deno.writeTextFile(`${scratch.home}/.gemini/settings.json`, JSON.stringify(settings));
    const run = await runClient({
      program: `${node}/node`,
      args: [
        `${clients}/${pinned.geminiCli.folder}/node_modules/.bin/gemini`,
        ...(model ? ["-m", model] : []),
        ...["--approval-mode", "yolo", "-o", "json"],
        ...["-p", prompt],
      ],
      cwd: scratch.work,
      env: {
        PATH: `${node}:/usr/local/bin:/usr/bin:/bin`,
        HOME: scratch.home,
        GEMINI_API_KEY: upstream.apiKey,
        GOOGLE_GEMINI_BASE_URL: gateway,
        GEMINI_CLI_NO_RELAUNCH: "1",
        GEMINI_CLI_TRUST_WORKSPACE: "true",
        CI: "1",
        NO_COLOR: "1",
      },
      seconds: 60,
      signal,
    });
    return { ...readOutput(run.stdout), run };
  }
}

/** No call to anything but the gateway. */
const settings = {
  security: { auth: { selectedType: "gemini-api-key" }, folderTrust: { enabled: false } },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
};

function readOutput(stdout: string): Omit<GeminiTurn, "run"> {
  const output = tryParseJson(stdout.slice(stdout.indexOf("{")));
  if (!isJsonObject(output)) return { answer: "", failures: {} };
  const models = objectAt(objectAt(output, "stats"), "models");
  const failures = Object.keys(models).map((model) => [
    model,
    objectAt(objectAt(models, model), "api").totalErrors,
  ]);
  return { answer: String(output.response ?? ""), failures: Object.fromEntries(failures) };
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}

function turnChecks(gemini: GeminiCli): Check[] {
  return [
    {
      feature: "plain turn",
      run: async (scratch) => {
        const { answer, run } = await gemini.turn(scratch, say(scratch.nonce));
        expectWords(answer, scratch.nonce, run);
      },
    },
    {
      // Before its turn the client asks a helper model for JSON, in upper-case types.
      feature: "structured answer",
      run: async (scratch) => {
        const { answer, failures, run } = await gemini.turn(scratch, say(scratch.nonce), null);
        expectWords(answer, scratch.nonce, run);
        const counts = Object.values(failures);
        const clean = counts.length === 2 && counts.every((count) => count === 0);
        expect(clean, `not two models without an error: ${JSON.stringify(failures)}`, run);
      },
    },
  ];
}

function toolChecks(gemini: GeminiCli, { upstream }: Setup): Check[] {
  return [
    {
      feature: "tool round trip",
      run: async (scratch) => {
        const prompt = `Print marker.txt with your shell. ${shell("cat marker.txt")}`;
        const { answer, run } = await gemini.turn(scratch, prompt);
        expectWords(answer, scratch.nonce, run);
      },
    },
    {
      feature: "parallel tools",
      run: async (scratch) => {
        const both = `[[tool:read_file {"file_path":"marker.txt"}]]${shell("cat second.txt")}`;
        const { answer, run } = await gemini.turn(scratch, `Read both at once. ${both}`);
        expectWords(answer, [scratch.nonce, scratch.second], run);
      },
    },
    {
      feature: "ten tool turns",
      run: async (scratch) => {
        const { answer, run } = await gemini.turn(scratch, tenTurns(shell));
        expectParts(answer, scratch, run);
      },
    },
    {
      // The client asks a helper model to search, and that one is told what to say.
      feature: "web search",
      run: async (scratch) => {
        const query = JSON.stringify({ query: `Find it [[say:${scratch.nonce}]]` });
        const prompt = `Search the web. [[tool:google_web_search ${query}]]`;
        const { answer, run } = await gemini.turn(scratch, prompt);
        expectWords(answer, scratch.nonce, run);
      },
    },
    {
      feature: `picture ${upstream.viewedPictures}`,
      run: (scratch) => {
        const prompt = `Look at it. [[tool:read_file {"file_path":"picture.png"}]]`;
        return expectPicture(upstream, () => gemini.turn(scratch, prompt));
      },
    },
  ];
}

function shell(command: string): string {
  return `[[tool:run_shell_command ${JSON.stringify({ command, description: "Looks" })}]]`;
}
