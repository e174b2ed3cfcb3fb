import { isJsonObject, type JsonObject, tryParseJson } from "../../lib/core/json.ts";
import type { Outcome, TestedClient } from "./check.ts";
import { type ClientRun, runClient } from "./client_process.ts";
import { pinned } from "./pinned.ts";
import { Scratch } from "./scratch.ts";
import type { Setup } from "./setup.ts";
import { serveControl } from "./upstream_control.ts";

type SdkPackage = Exclude<keyof typeof pinned.sdks.packages, "zod">;

/** An SDK as a client: a program of the folder `sdk`, run by Node.js, makes its checks. */
export function sdk(name: SdkPackage, program: string): TestedClient {
  return {
    key: program.replaceAll("_", "-"),
    title: `npm ${name}`,
    version: pinned.sdks.packages[name],
    packages: pinned.sdks,
    async *test(setup: Setup): AsyncIterable<Outcome> {
      const run = await runProgram(`${program}.ts`, setup);
      setup.signal.throwIfAborted();
      const reports = run.stdout.split("\n").map((line) => tryParseJson(line)).filter(isJsonObject);
      yield* reports.map(outcome);
      if (run.code !== 0 || reports.length === 0) {
        const failure = `The program broke off.\n${run.stderr.slice(-2000)}`;
        yield { feature: "runs to its end", ms: 0, failure };
      }
    },
  };
}

function outcome({ feature, name, ok, ms, detail }: JsonObject): Outcome {
  const failure = ok === true ? undefined : String(detail);
  return { feature: String(feature), variant: String(name), ms: Number(ms), failure };
}

async function runProgram(program: string, setup: Setup): Promise<ClientRun> {
  const scratch = await Scratch.create();
  const control = serveControl(setup.upstream);
  try {
    // The program finds its SDK beside itself.
    const packages = `${setup.clients}/${pinned.sdks.folder}/node_modules`;
    await Deno.symlink(packages, `${scratch.work}/node_modules`);
    await copyPrograms(scratch.work);
    return await runClient({
      program: `${setup.node}/node`,
      args: ["--disable-warning=ExperimentalWarning", program],
      cwd: scratch.work,
      env: {
        HOME: scratch.home,
        NO_COLOR: "1",
        GATEWAY: setup.gateway,
        MODEL: setup.upstream.model,
        API_KEY: setup.upstream.apiKey,
        UPSTREAM: setup.upstream.name,
        PICTURES: setup.upstream.pictures,
        CONTROL: control.url,
      },
      seconds: 180,
      signal: setup.signal,
    });
  } finally {
    await control.close();
    await scratch.dispose();
  }
}

async function copyPrograms(folder: string): Promise<void> {
  const programs = new URL("./sdk/", import.meta.url);
  await Deno.writeTextFile(`${folder}/package.json`, '{ "type": "module" }\n');
  for await (const { name } of Deno.readDir(programs)) {
    await Deno.copyFile(new URL(name, programs), `${folder}/${name}`);
  }
}
