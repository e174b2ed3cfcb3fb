import { short } from "../rig/report.ts";
import { type Slice, slice } from "../rig/slice.ts";
import { median } from "../rig/statistics.ts";
import { chatLoad } from "./chat.ts";
import { dialectLoad, dialectNames } from "./dialect_load.ts";
import type { Bench } from "./scenario.ts";

const chunks = 50;

/** CPU of a streamed answer in each dialect: of text, and of one tool call. */
export async function dialects(bench: Bench): Promise<void> {
  for (const toolCall of [false, true]) await oneKind(bench, toolCall);
}

async function oneKind(bench: Bench, toolCall: boolean): Promise<void> {
  const { gateway, floor } = await bench.running();
  bench.upstream.play({ chunks, chunkLength: 40, toolCall });
  const durationMs = bench.sliceMs / 2;
  const cpu = new Map<string, number[]>();
  const note = (name: string, { cpuMs }: Slice) => cpu.set(name, [...cpu.get(name) ?? [], cpuMs]);
  for (let round = 0; round < bench.rounds; round++) {
    // The floor says a call as the text that it is.
    const floorLoad = chatLoad(floor, { chunks, concurrency: 8, durationMs });
    if (bench.kind === "web" || !toolCall) note("floor", await slice(floor, floorLoad));
    for (const dialect of dialectNames) {
      note(
        dialect,
        await slice(gateway, dialectLoad(gateway, dialect, { toolCall, chunks, durationMs })),
      );
    }
  }
  const costs = dialectNames.map((dialect) => median(cpu.get(dialect) ?? []));
  const floorCost = median(cpu.get("floor") ?? []);
  const what = toolCall ? "CPU of a streamed tool call" : "CPU of a streamed text";
  dialectNames.forEach((dialect, i) => {
    const words = `${short(costs[i]!)} ms, floor ${short(floorCost)}`;
    bench.report.atMost(`${what}: ${dialect}`, costs[i]! / floorCost, 1.5, words);
  });
  const spread = Math.max(...costs) / Math.min(...costs);
  bench.report.atMost(`${what}: dearest dialect against cheapest`, spread, 1.5, "of four dialects");
}
