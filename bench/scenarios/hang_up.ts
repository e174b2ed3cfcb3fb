import { sendLoad } from "../rig/load.ts";
import { chatLoad } from "./chat.ts";
import type { Bench } from "./scenario.ts";

const clients = 50;

/** 50 clients leave in the middle of their answers: how soon the upstream is free of them. */
export async function hangUp(bench: Bench): Promise<void> {
  const { gateway } = await bench.running();
  bench.upstream.play({ chunks: 400, chunkLength: 40, delayMs: 50 });
  await sendLoad(
    chatLoad(gateway, { chunks: 400, concurrency: clients, streams: clients, hangUpMs: 1000 }),
  );
  const leftAt = performance.now();
  while (bench.upstream.active > 0 && performance.now() - leftAt < 5000) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const open = bench.upstream.active;
  const ms = open > 0 ? Infinity : Math.max(0, bench.upstream.lastLeft - leftAt);
  bench.report.within(`${clients} clients hang up, all upstream streams end within`, ms, "ms", {
    target: 100,
    detail: open > 0 ? `${open} still open after 5 s` : undefined,
  });
}
