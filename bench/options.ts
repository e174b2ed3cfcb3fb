import { parseArgs } from "@std/cli/parse-args";
import type { Kind } from "./rig/contestants.ts";

export interface Options {
  kind: Kind;
  /** Names of scenarios, in their order. */
  only: string[];
  quick: boolean;
  rounds: number;
  help: boolean;
}

export const usage = `deno task bench [options]
  --quick           less of everything, for a look
  --only a,b        only these: parse, decode, growth, start, whole, burst, long, paced, dialects, hangup, many
  --kind web|api    which upstream answers (web)
  --rounds N        turns of each contestant (3)`;

/** Throws an error that says what is wrong. */
export function readOptions(args: string[], scenarios: string[]): Options {
  const known = ["quick", "help", "only", "kind", "rounds"];
  const { _: rest, ...given } = parseArgs(args, {
    boolean: ["quick", "help"],
    string: ["only", "kind", "rounds"],
  });
  const stray = rest[0] ?? Object.keys(given).find((name) => !known.includes(name));
  if (stray !== undefined) throw new Error(`There is no option "${stray}".\n${usage}`);
  const { only, kind = "web", rounds } = given;
  if (kind !== "web" && kind !== "api") throw new Error(`"--kind" is web or api, not "${kind}".`);
  const names = only === undefined ? scenarios : String(only).split(",");
  const unknown = names.find((name) => !scenarios.includes(name));
  if (unknown !== undefined) throw new Error(`There is no scenario "${unknown}".\n${usage}`);
  const quick = given["quick"] === true;
  const count = Number(rounds ?? (quick ? 1 : 3));
  if (!(count >= 1)) throw new Error(`"--rounds" is a number from 1 on, not "${rounds}".`);
  return { kind, only: names, quick, rounds: count, help: given["help"] === true };
}
