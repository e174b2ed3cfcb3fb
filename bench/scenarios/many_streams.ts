import { Running } from "../rig/contestant.ts";
import { sendLoad } from "../rig/load.ts";
import { short } from "../rig/report.ts";
import { quantile } from "../rig/statistics.ts";
import { chatLoad } from "./chat.ts";
import type { Bench } from "./scenario.ts";

const target = {
  web: "/_/BardChatUi/data/x/StreamGenerate",
  api: "/v1beta/m:streamGenerateContent",
};

/** 1,000 open streams of 20 chunks a second. A fresh process, whose memory nothing else has grown. */
export async function manyStreams(bench: Bench): Promise<void> {
  const streams = bench.quick ? 200 : 1000;
  const chunks = bench.quick ? 60 : 300;
  bench.upstream.play({ chunks: 5, chunkLength: 40 });
  const running = await Running.start(bench.gateway);
  try {
    bench.upstream.play({ chunks, chunkLength: 28, delayMs: 50 });
    const many = { concurrency: streams, streams, rampMs: 2000 };
    const url = bench.upstream.url + target[bench.kind];
    const alone = await sendLoad({ url, body: "", ...many });
    const before = running.usage()?.cpuMs ?? NaN;
    const load = await sendLoad(chatLoad(running, { chunks, ...many }));
    const usage = running.usage();
    bench.report.add({
      what: `of ${streams} open streams, 20 chunks a second each, whole`,
      measured: `${load.ok} ${load.failed > 0 ? JSON.stringify(load.failures) : ""}`.trim(),
      target: `${streams}`,
      met: load.ok === streams,
    });
    const words = `${short(load.wallMs / 1000)} s, upstream alone ${short(alone.wallMs / 1000)}`;
    bench.report.atMost(
      "their time against the upstream alone",
      load.wallMs / alone.wallMs,
      1.05,
      words,
    );
    const perChunk = ((usage?.cpuMs ?? NaN) - before) * 1000 / (streams * chunks);
    bench.report.within("their peak memory", usage?.peakRssMb ?? NaN, "MB", {
      target: 300,
      detail: `${short(perChunk)} us CPU a chunk, p99 delay ${
        short(quantile(load.delaysMs, 0.99))
      } ms`,
    });
  } finally {
    await running.stop();
  }
}
