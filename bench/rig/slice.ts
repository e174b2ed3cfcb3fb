import type { Running } from "./contestant.ts";
import { type Load, type LoadResult, sendLoad } from "./load.ts";

/** One contestant under load for a moment. */
export interface Slice extends LoadResult {
  perSecond: number;
  /** Milliseconds of the contestant's CPU for each answer; NaN where the platform does not tell. */
  cpuMs: number;
}

/** Puts every contestant under its load in turn, round after round, each other round in the opposite order. */
export async function interleaved(
  contestants: readonly Running[],
  rounds: number,
  loadOf: (running: Running) => Load,
): Promise<Slice[][]> {
  const slices: Slice[][] = contestants.map(() => []);
  const order = [...contestants.keys()];
  for (let round = 0; round < rounds; round++) {
    for (const i of order) slices[i]!.push(await slice(contestants[i]!, loadOf(contestants[i]!)));
    order.reverse();
  }
  return slices;
}

/** Throws where an answer was not whole: figures of such a run mean nothing. */
export async function slice(running: Running, load: Load): Promise<Slice> {
  const before = running.usage()?.cpuMs ?? NaN;
  const result = await sendLoad(load);
  const cpuMs = ((running.usage()?.cpuMs ?? NaN) - before) / result.ok;
  if (result.failed > 0 && load.hangUpMs === undefined) {
    const { name } = running.contestant;
    throw new Error(`${name}: ${result.failed} answers failed: ${JSON.stringify(result.failures)}`);
  }
  return { ...result, cpuMs, perSecond: result.ok * 1000 / result.wallMs };
}
