import type { Contestant } from "./contestant.ts";

/** Which upstream answers. */
export type Kind = "web" | "api";

const here = (path: string) => new URL(path, import.meta.url).href;

/** A shape that a Google key has. */
const googleKey = "AIzaBenchBenchBenchBenchBenchBenchBench1";

/** The gateway as a user starts it, with its log, in front of the fake upstream. */
export function gateway(kind: Kind, upstream: string): Contestant {
  const config = Deno.makeTempFileSync({ prefix: "gemini-web2api-bench-", suffix: ".json" });
  Deno.writeTextFileSync(
    config,
    JSON.stringify({
      gemini_web_url: upstream,
      google_accounts_url: upstream,
      gemini_upload_url: upstream,
      gemini_api_url: upstream,
    }),
  );
  return {
    name: "gateway",
    model: kind === "web" ? "gemini-3.5-flash" : "api/gemini-3.5-flash",
    headers: kind === "web" ? undefined : { authorization: `Bearer ${googleKey}` },
    start: (port) => ({ args: [here("../../main.ts"), "--config", config, "--port", `${port}`] }),
  };
}

/** The minimal translator in front of the same upstream. */
export function floor(kind: Kind, upstream: string): Contestant {
  return {
    name: "floor",
    model: kind === "web" ? "gemini-3.5-flash" : "api/gemini-3.5-flash",
    start: (port) => ({
      args: [here(`../floors/${kind}_floor.ts`)],
      env: { PORT: String(port), UPSTREAM: upstream },
    }),
  };
}
