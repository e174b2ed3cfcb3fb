import type { GenerateRequest } from "../../lib/core/generate_request.ts";
import { toPrompt } from "../../lib/emulation/prompt.ts";
import { short } from "../rig/report.ts";
import { timesOfCalls } from "../rig/statistics.ts";
import { agentBodies } from "./agent_bodies.ts";
import { decoderNames, decoders } from "./decoders.ts";
import type { Bench } from "./scenario.ts";

const capabilities = {
  conversation: false,
  tools: false,
  jsonOutput: false,
  stopSequences: false,
  maxOutputTokens: false,
};

/** Nothing grows faster than the conversation: the cost of a byte stays the same. */
export function growth(bench: Bench): void {
  for (const dialect of decoderNames) {
    flat(bench, `reading a request (${dialect})`, (turns, length) => {
      const text = JSON.stringify(agentBodies(turns, length)[dialect]);
      return { bytes: text.length, work: () => decoders[dialect](JSON.parse(text)) };
    });
  }
  flat(bench, "writing a conversation as a prompt", (turns, length) => {
    const body = agentBodies(turns, length).chat;
    const request: GenerateRequest = decoders.chat(JSON.parse(JSON.stringify(body)));
    return { bytes: JSON.stringify(body).length, work: () => toPrompt(request, { capabilities }) };
  });
}

type Task = (turns: number, length: number) => { bytes: number; work: () => unknown };

/**
 * The cost of a byte at 100 turns, against that at 1,000 and 4,000 turns and with one text of 1 MB. It grows a little
 * with what the collector must keep; work that grows with the square would make it 40 times as high.
 */
function flat({ report, quick }: Bench, what: string, task: Task): void {
  const sizes = [[100, 200], [1000, 200], [4000, 200], [1, 1_000_000]] as const;
  const perByte = sizes.map(([turns, length]) => {
    const { bytes, work } = task(turns, length);
    // The fastest: the others tell of the garbage collector and of other programs.
    return Math.min(...timesOfCalls(work, quick ? 100 : 300)) * 1e6 / bytes;
  });
  const words = perByte.map(short).join(", ");
  const worst = Math.max(...perByte.slice(1)) / perByte[0]!;
  const detail = `${words} ns a byte at 100, 1,000, 4,000 turns, and in 1 MB`;
  report.atMost(`${what}: a byte of a long one`, worst, 3, detail);
}
