import { short } from "../rig/report.ts";
import { interleaved, type Slice } from "../rig/slice.ts";
import { median, medianRatio } from "../rig/statistics.ts";
import { chatLoad } from "./chat.ts";
import type { Bench } from "./scenario.ts";

/** Whole answers, 16 at once. */
export async function wholeAnswers(bench: Bench): Promise<void> {
  const [gateway, floor] = await against(bench, { chunks: 50, concurrency: 16, stream: false });
  atLeastPerSecond(bench, "whole answers a second, 16 at once", [gateway, floor]);
  bench.report.add({ what: "CPU of a whole answer", measured: cpuRatio(gateway, floor).words });
}

/** Streams whose 50 chunks come in one burst, 16 at once. */
export async function bursts(bench: Bench): Promise<void> {
  const [gateway, floor] = await against(bench, { chunks: 50, concurrency: 16 });
  const { ratio, words } = cpuRatio(gateway, floor);
  bench.report.atMost("CPU of a stream, 50 chunks in a burst", ratio, 1.3, words);
  atLeastPerSecond(bench, "streams a second, bursts, 16 at once", [gateway, floor]);
}

/** 20,000 characters in 200 snapshots, 4 at once. */
export async function longAnswers(bench: Bench): Promise<void> {
  const [gateway, floor] = await against(bench, { chunks: 200, chunkLength: 100, concurrency: 4 });
  const { ratio, words } = cpuRatio(gateway, floor);
  bench.report.atMost("CPU of a stream, 20,000 characters in 200 chunks", ratio, 1.3, words);
  atLeastPerSecond(bench, "streams a second, 20,000 characters, 4 at once", [gateway, floor]);
}

type Sides = readonly [gateway: Slice[], floor: Slice[]];

async function against(
  bench: Bench,
  { chunks, chunkLength = 40, stream, concurrency }: {
    chunks: number;
    chunkLength?: number;
    stream?: boolean;
    concurrency: number;
  },
): Promise<Sides> {
  bench.upstream.play({ chunks, chunkLength });
  const { gateway, floor } = await bench.running();
  const load = { chunks, stream, concurrency };
  const [ours = [], theirs = []] = await interleaved(
    [gateway, floor],
    bench.rounds,
    (running) => chatLoad(running, { ...load, durationMs: bench.sliceMs }),
  );
  return [ours, theirs];
}

function cpuRatio(gateway: Slice[], floor: Slice[]): { ratio: number; words: string } {
  const ours = gateway.map(({ cpuMs }) => cpuMs);
  const theirs = floor.map(({ cpuMs }) => cpuMs);
  const words = `${short(median(ours))} ms, floor ${short(median(theirs))}`;
  return { ratio: medianRatio(ours, theirs), words };
}

function atLeastPerSecond(bench: Bench, what: string, [gateway, floor]: Sides): void {
  const ours = gateway.map(({ perSecond }) => perSecond);
  const theirs = floor.map(({ perSecond }) => perSecond);
  const words = `${short(median(ours))}, floor ${short(median(theirs))}`;
  bench.report.atLeast(what, medianRatio(ours, theirs), 0.75, words);
}
