import type { Contestant, Running } from "../rig/contestant.ts";
import type { Kind } from "../rig/contestants.ts";
import type { Report } from "../rig/report.ts";
import type { Upstream } from "../rig/upstream.ts";

/** What every scenario works with. */
export interface Bench {
  kind: Kind;
  upstream: Upstream;
  gateway: Contestant;
  floor: Contestant;
  /** Both, running and warm. */
  running(): Promise<{ gateway: Running; floor: Running }>;
  rounds: number;
  /** Milliseconds of one contestant's turn under load. */
  sliceMs: number;
  /** Less of everything, for a look. */
  quick: boolean;
  report: Report;
}

/** Measures one thing and adds to the report what it found. */
export type Scenario = (bench: Bench) => Promise<void> | void;
