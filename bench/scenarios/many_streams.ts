import { type Contestant, Running } from "../rig/contestant.ts";
import { type LoadResult, sendLoad } from "../rig/load.ts";
import { short } from "../rig/report.ts";
import { quantile } from "../rig/statistics.ts";
import { chatLoad } from "./chat.ts";
import type { Bench } from "./scenario.ts";

const target = {
  web: "/_/BardChatUi/data/x/StreamGenerate",
  api: "/v1beta/models/m:streamGenerateContent",
};

/**
 * 1,000 open streams of 20 chunks a second, in fresh processes whose memory nothing else has grown. What the floor
 * does beside it tells whether the machine can do it at all.
 */
export async function manyStreams(bench: Bench): Promise<void> {
  const { report, quick, upstream, kind } = bench;
  const streams = quick ? 200 : 1000;
  const chunks = quick ? 60 : 300;
  const many = { chunks, concurrency: streams, streams, rampMs: 2000 };
  upstream.play({ chunks, chunkLength: 28, delayMs: 50 });
  const alone = await sendLoad({ url: upstream.url + target[kind], body: "", ...many });
  const floor = await run(bench, bench.floor, many);
  const { load, peakMb, usPerChunk } = await run(bench, bench.gateway, many);
  const failures = load.failed > 0 ? ` ${JSON.stringify(load.failures)}` : "";
  report.add({
    what: `of ${streams} open streams, 20 chunks a second each, whole`,
    measured: `${load.ok}${failures} (floor ${floor.load.ok})`,
    target: `${streams}`,
    met: load.ok === streams,
  });
  const seconds = [load, floor.load, alone].map(({ wallMs }) => short(wallMs / 1000));
  report.atMost(
    "their time against the upstream alone",
    load.wallMs / alone.wallMs,
    1.05,
    `${seconds[0]} s, floor ${seconds[1]}, upstream alone ${seconds[2]}`,
  );
  report.within("their peak memory", peakMb, "MB", {
    target: 300,
    detail: `floor ${short(floor.peakMb)}`,
  });
  report.add({
    what: "their CPU for a chunk",
    measured: `${short(usPerChunk)} us (floor ${short(floor.usPerChunk)}); p99 delay ` +
      `${short(quantile(load.delaysMs, 0.99))} ms (floor ${
        short(quantile(floor.load.delaysMs, 0.99))
      })`,
  });
}

async function run(
  { upstream, quick }: Bench,
  contestant: Contestant,
  many: { chunks: number; concurrency: number; streams: number; rampMs: number },
): Promise<{ load: LoadResult; peakMb: number; usPerChunk: number }> {
  upstream.play({ chunks: 5, chunkLength: 40 });
  const running = await Running.start(contestant);
  try {
    const warming = { chunks: 5, concurrency: 8, durationMs: quick ? 500 : 1500 };
    await sendLoad(chatLoad(running, warming));
    upstream.play({ chunks: many.chunks, chunkLength: 28, delayMs: 50 });
    const before = running.usage()?.cpuMs ?? NaN;
    const load = await sendLoad(chatLoad(running, many));
    const usage = running.usage();
    const cpuMs = (usage?.cpuMs ?? NaN) - before;
    const usPerChunk = cpuMs * 1000 / (many.streams * many.chunks);
    return { load, peakMb: usage?.peakRssMb ?? NaN, usPerChunk };
  } finally {
    await running.stop();
  }
}
