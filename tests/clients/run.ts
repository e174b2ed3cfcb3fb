/**
 * Real clients against the gateway and a fake upstream:
 * `deno task test:clients [--only codex,gemini-cli,…] [--upstream web,api] [--write-readme]`.
 * Needs Node.js 20 or newer with npm; the clients come from npm into a cache folder (CLIENTS_DIR).
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Outcome, TestedClient } from "./check.ts";
import { claudeCode } from "./claude_code.ts";
import { codex } from "./codex.ts";
import { geminiCli } from "./gemini_cli.ts";
import { clientsFolder, install } from "./install.ts";
import { missingRows, rowsOfReadme, withRows } from "./readme_block.ts";
import { type ClientResult, markdownTable, type Row, rowOf } from "./results.ts";
import { sdk } from "./sdk.ts";
import { startSetup } from "./setup.ts";
import { type UpstreamName, upstreams } from "./upstream.ts";

const clients: TestedClient[] = [
  codex,
  geminiCli,
  claudeCode,
  sdk("openai", "openai"),
  sdk("@anthropic-ai/sdk", "anthropic"),
  sdk("@google/genai", "google_genai"),
];
const readme = new URL("../../README.md", import.meta.url);

const flags = parseArgs(Deno.args, {
  string: ["only", "upstream"],
  boolean: ["write-readme"],
  unknown: (flag) => exitWith(`Unknown: ${flag}`),
});
const chosen = chosenClients(word(flags.only) ?? clients.map(({ key }) => key).join());
const wanted = (word(flags.upstream) ?? Object.keys(upstreams).join()).split(",");
const tests = wanted.map(upstreamNamed).flatMap((upstream) =>
  chosen.map((client) => ({ client, upstream }))
);
const stopping = new AbortController();
Deno.addSignalListener("SIGINT", () => stopping.abort(new Error("Stopped.")));
Deno.addSignalListener("SIGTERM", () => stopping.abort(new Error("Stopped.")));

const folder = clientsFolder();
await install(folder, chosen.map(({ packages }) => packages));
const results = await testAll();
const rows = results.map(rowOf);
console.log(`\n${markdownTable(rows)}\n`);
const passes = results.flatMap(({ outcomes }) => outcomes.map(({ failure }) => !failure));
passes.push(...await readmePass(rows));
const passed = passes.filter((pass) => pass).length;
const failed = passes.length - passed;
console.log(`${passed} passed, ${failed} failed`);
Deno.exit(failed > 0 ? 1 : 0);

function word(flag: unknown): string | undefined {
  return typeof flag === "string" && flag ? flag : undefined;
}

function chosenClients(keys: string): TestedClient[] {
  return keys.split(",").map((key) =>
    clients.find((client) => client.key === key) ??
      exitWith(`No client ${key}: there are ${clients.map(({ key }) => key).join(", ")}.`)
  );
}

function upstreamNamed(name: string): UpstreamName {
  return Object.hasOwn(upstreams, name)
    ? name as UpstreamName
    : exitWith(`No upstream ${name}: there are ${Object.keys(upstreams).join(", ")}.`);
}

interface Test {
  client: TestedClient;
  upstream: UpstreamName;
}

/** Tests the chosen clients on the chosen upstreams, two at a time. */
async function testAll(): Promise<ClientResult[]> {
  const results: ClientResult[] = [];
  const waiting = [...tests.entries()];
  const worker = async () => {
    for (let next; (next = waiting.shift());) results[next[0]] = await test(next[1]);
  };
  const ends = await Promise.allSettled([worker(), worker()]); // Each has put away what it started.
  if (stopping.signal.aborted) Deno.exit(130);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return results;
}

async function test({ client, upstream }: Test): Promise<ClientResult> {
  const setup = await startSetup({ upstream, clients: folder, signal: stopping.signal });
  const outcomes: Outcome[] = [];
  try {
    for await (const outcome of client.test(setup)) {
      print(`${client.title} on ${setup.upstream.title}`, outcome);
      outcomes.push(outcome);
    }
  } finally {
    await setup.close();
  }
  if (outcomes.some(({ failure }) => failure)) {
    console.log(
      `The gateway's log for ${client.title} on ${setup.upstream.title}:\n${
        setup.log().slice(-3000)
      }`,
    );
  }
  const { title, version } = client;
  return { client: title, version, upstream: setup.upstream.title, outcomes };
}

function print(title: string, { feature, variant, ms, failure }: Outcome): void {
  const name = `${title}: ${feature}${variant ? ` (${variant})` : ""}`;
  const seconds = (ms / 1000).toFixed(1);
  console.log(`${failure ? "FAIL" : "ok  "} ${name} ${seconds}s`);
  if (failure) console.log(failure.replace(/^/gm, "     "));
}

/** Writes the README's table, or says whether it is true. A README without a place for it is not to be checked. */
async function readmePass(rows: Row[]): Promise<boolean[]> {
  const text = await Deno.readTextFile(readme).catch(() => "");
  const there = rowsOfReadme(text);
  if (!there) {
    console.log("README.md has no place for this table: <!-- clients --> and <!-- /clients -->.");
    return flags["write-readme"] ? [false] : [];
  }
  if (flags["write-readme"]) await Deno.writeTextFile(readme, withRows(text, rows));
  else if (missingRows(there, rows).length > 0) {
    console.log("FAIL the README's table is out of date: run again with --write-readme.");
    return [false];
  }
  return [true];
}

function exitWith(mistake: string): never {
  console.error(mistake);
  Deno.exit(2);
}
