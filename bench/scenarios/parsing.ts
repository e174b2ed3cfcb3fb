import { benchParse } from "../parse_bench.ts";
import { short } from "../rig/report.ts";
import type { Bench } from "./scenario.ts";

/** Reading the web app's answers against `JSON.parse` of every frame. */
export function parsing({ report }: Bench): void {
  for (const result of benchParse()) {
    const { characters, snapshots, unicode, repeated, pieces, readerMs, naiveMs, ratio } = result;
    const target = characters > 50_000 ? 30 : 15;
    report.add({
      what: `reading ${characters} characters in ${snapshots} snapshots` +
        ` (${unicode > 0 ? "2 % not ASCII, " : ""}${repeated ? "said twice, " : ""}by ${pieces})`,
      measured: `1/${ratio.toFixed(0)} (${short(readerMs)} ms, JSON.parse ${short(naiveMs)})`,
      target: `<= 1/${target}`,
      met: ratio >= target,
    });
  }
}
