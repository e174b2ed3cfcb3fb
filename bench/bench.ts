/** Measures the gateway against a minimal translator in the same run. `--help` tells the options. */
import { type Options, readOptions, usage } from "./options.ts";
import { Running } from "./rig/contestant.ts";
import { floor, gateway } from "./rig/contestants.ts";
import { canPin, pinOwnProcess } from "./rig/pinning.ts";
import { machineBusyMs } from "./rig/process_usage.ts";
import { Report } from "./rig/report.ts";
import { slice } from "./rig/slice.ts";
import { Upstream } from "./rig/upstream.ts";
import { chatLoad } from "./scenarios/chat.ts";
import { decoding } from "./scenarios/decoding.ts";
import { dialects } from "./scenarios/dialects.ts";
import { growth } from "./scenarios/growth.ts";
import { hangUp } from "./scenarios/hang_up.ts";
import { manyStreams } from "./scenarios/many_streams.ts";
import { pacedStreams } from "./scenarios/paced_streams.ts";
import { parsing } from "./scenarios/parsing.ts";
import type { Bench, Scenario } from "./scenarios/scenario.ts";
import { startUp } from "./scenarios/start_up.ts";
import { bursts, longAnswers, wholeAnswers } from "./scenarios/throughput.ts";

const scenarios: Record<string, Scenario> = {
  parse: parsing,
  decode: decoding,
  growth,
  start: startUp,
  whole: wholeAnswers,
  burst: bursts,
  long: longAnswers,
  paced: pacedStreams,
  dialects,
  hangup: hangUp,
  many: manyStreams,
};

try {
  await run(readOptions(Deno.args, Object.keys(scenarios)));
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  Deno.exit(1);
}
// Connections may still be open.
Deno.exit(0);

async function run({ kind, only, quick, rounds, help }: Options): Promise<void> {
  if (help) return console.log(usage);
  pinOwnProcess();
  const upstream = new Upstream();
  let running: ReturnType<Bench["running"]> | undefined;
  const bench: Bench = {
    kind,
    upstream,
    gateway: gateway(kind, upstream.url),
    floor: floor(kind, upstream.url),
    running: () => running ??= startBoth(bench),
    rounds,
    sliceMs: quick ? 1000 : 2000,
    quick,
    report: new Report(),
  };
  const startedAt = performance.now();
  const busyBefore = machineBusyMs();
  try {
    for (const name of only) {
      console.error(name);
      await scenarios[name]!(bench);
    }
  } finally {
    const both = await running?.catch(() => undefined);
    await Promise.all([both?.gateway.stop(), both?.floor.stop()]);
    upstream.close();
  }
  console.log(`\n${bench.report.table()}\n`);
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${only.join(", ")} in ${seconds.toFixed(0)} s, ${rounds} rounds, upstream: ${kind}.`,
  );
  if (!canPin) console.log("Not pinned to cores (no taskset): figures vary more.");
  if (busyBefore === undefined) console.log("No /proc here: CPU and memory are not told.");
}

async function startBoth(bench: Bench) {
  const [gateway, floor] = [await Running.start(bench.gateway), await Running.start(bench.floor)];
  for (const running of [gateway, floor]) {
    const load = chatLoad(running, { chunks: 0, concurrency: 8, durationMs: 1500 });
    await slice(running, { ...load, signs: undefined });
  }
  return { gateway, floor };
}
