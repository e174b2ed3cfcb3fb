import { short } from "../rig/report.ts";
import { interleaved, type Slice } from "../rig/slice.ts";
import { median, quantile } from "../rig/statistics.ts";
import { chatLoad } from "./chat.ts";
import type { Bench } from "./scenario.ts";

const chunks = 50;

/** Streams in the time of a model: the first chunk after 20 ms, then one each 10 ms. */
export async function pacedStreams(bench: Bench): Promise<void> {
  bench.upstream.play({ chunks, chunkLength: 40, firstDelayMs: 20, delayMs: 10 });
  const [alone, floorAlone] = await paced(bench, 1, 4);
  const first = (slices: Slice[]) => median(slices.flatMap(({ firstMs }) => firstMs));
  const ours = first(alone);
  const theirs = first(floorAlone);
  bench.report.within("time to first delta more than the floor's, alone", ours - theirs, "ms", {
    target: 1,
    detail: `${short(ours)} ms, floor ${short(theirs)}`,
  });
  const [many, floorMany] = await paced(bench, 32, bench.quick ? 64 : 128);
  const late = (slices: Slice[]) => median(slices.map(({ delaysMs }) => quantile(delaysMs, 0.99)));
  bench.report.within("p99 delay of a chunk, 32 paced streams", late(many), "ms", {
    target: 10,
    detail: `floor ${short(late(floorMany))}`,
  });
}

async function paced(bench: Bench, concurrency: number, streams: number) {
  const { gateway, floor } = await bench.running();
  const [ours = [], theirs = []] = await interleaved(
    [gateway, floor],
    bench.rounds,
    // Spread over the interval: clients do not come at the same moment.
    (running) => chatLoad(running, { chunks, concurrency, streams, rampMs: 200 }),
  );
  return [ours, theirs] as const;
}
