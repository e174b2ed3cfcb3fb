import { short } from "../rig/report.ts";
import { median, timesOfCalls } from "../rig/statistics.ts";
import { agentBodies } from "./agent_bodies.ts";
import { decoderNames, decoders } from "./decoders.ts";
import type { Bench } from "./scenario.ts";

interface Sample {
  dialect: keyof typeof decoders;
  name: string;
  /** The request's body. */
  text: string;
}

/** Reading agents' requests against `JSON.parse` of the same bodies. */
export function decoding({ report, quick }: Bench): void {
  const samples = recordedSamples();
  for (const { dialect, name, text } of samples.length > 0 ? samples : ownSamples()) {
    const budgetMs = quick ? 100 : 250;
    const parseMs = median(timesOfCalls(() => JSON.parse(text), budgetMs));
    const allMs = median(timesOfCalls(() => decoders[dialect](JSON.parse(text)), budgetMs));
    report.add({
      what: `reading ${name}, ${short(text.length / 1000)} kB`,
      measured: `${(allMs / parseMs).toFixed(2)}x JSON.parse alone (${short(allMs * 1000)} us)`,
    });
  }
}

function ownSamples(): Sample[] {
  const bodies = agentBodies(8);
  return decoderNames.map((dialect) => ({
    dialect,
    name: `an agent's request (${dialect})`,
    text: JSON.stringify(bodies[dialect]),
  }));
}

const folder = new URL("../../../shared/clients/requests/", import.meta.url);

/** Requests of real agents, where they are kept beside the project. */
function recordedSamples(): Sample[] {
  const wanted = [
    { dialect: "anthropic", name: "Claude Code's request", start: "claude-code-tool-02" },
    { dialect: "responses", name: "Codex's request", start: "codex-tool-02" },
    { dialect: "genai", name: "Gemini CLI's request", start: "gemini-cli-tool-03" },
    { dialect: "chat", name: "Qwen Code's request", start: "qwen-code-02" },
  ] as const;
  try {
    const files = [...Deno.readDirSync(folder)].map((entry) => entry.name);
    return wanted.flatMap(({ dialect, name, start }) => {
      const file = files.find((each) => each.startsWith(start));
      if (!file) return [];
      const { body } = JSON.parse(Deno.readTextFileSync(new URL(file, folder)));
      return [{ dialect, name, text: JSON.stringify(body) }];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
