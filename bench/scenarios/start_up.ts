import { type Contestant, Running } from "../rig/contestant.ts";
import { short } from "../rig/report.ts";
import { median } from "../rig/statistics.ts";
import type { Bench } from "./scenario.ts";

/** From the start of the process to its first answer, and the memory it has then. */
export async function startUp(bench: Bench): Promise<void> {
  bench.upstream.play({ chunks: 5, chunkLength: 40 });
  const starts = bench.quick ? 3 : 7;
  const gateway = { ms: [] as number[], mb: [] as number[] };
  const floor = { ms: [] as number[], mb: [] as number[] };
  for (let i = 0; i < starts; i++) {
    await once(bench.gateway, gateway);
    await once(bench.floor, floor);
  }
  bench.report.within("start-up to first answer", median(gateway.ms), "ms", {
    target: 130,
    detail: `floor ${short(median(floor.ms))}`,
  });
  bench.report.within("memory when idle", median(gateway.mb), "MB", {
    target: 60,
    detail: `floor ${short(median(floor.mb))}`,
  });
}

async function once(contestant: Contestant, into: { ms: number[]; mb: number[] }): Promise<void> {
  const running = await Running.start(contestant);
  into.ms.push(running.startMs);
  await new Promise((resolve) => setTimeout(resolve, 300));
  into.mb.push(running.usage()?.rssMb ?? NaN);
  await running.stop();
}
