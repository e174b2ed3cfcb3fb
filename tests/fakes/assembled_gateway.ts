import { assemble, type Platform } from "../../lib/assemble.ts";
import { loadConfig } from "../../lib/config/load_config.ts";
import type { Gateway } from "../../lib/gateway/gateway.ts";

export interface AssembledGateway extends Gateway {
  /** Lines for the user: warnings and the request log. */
  lines: string[];
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
}

/** The whole program without its process and port, configured as by these keys. */
export function assembledGateway(
  keys: Record<string, unknown>,
  over: Partial<Platform> = {},
): AssembledGateway {
  const loaded = loadConfig({
    args: ["--config", "/config.json"],
    env: {},
    cwd: "/",
    os: "linux",
    version: "0.0.0",
    readFile: (path) => path === "/config.json" ? JSON.stringify(keys) : undefined,
  });
  if ("print" in loaded) throw new Error(loaded.print);
  const lines: string[] = [];
  const gateway = assemble(loaded.config, {
    version: "0.0.0",
    fetch,
    proxied: () => false,
    log: (line) => lines.push(line),
    ...over,
  });
  return {
    ...gateway,
    lines,
    post: (path, body, init) => {
      const url = new URL(path, "http://127.0.0.1:8081");
      return gateway.fetch(
        new Request(url, { method: "POST", body: JSON.stringify(body), ...init }),
      );
    },
  };
}
