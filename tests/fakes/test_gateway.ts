import type { Backend } from "../../lib/core/backend.ts";
import { createGateway, type Gateway } from "../../lib/gateway/gateway.ts";
import type { GatewaySettings, RequestLogEntry } from "../../lib/gateway/settings.ts";
import type { Dialect } from "../../lib/http/dialect.ts";
import { openaiChat } from "../../lib/dialects/openai_chat/openai_chat.ts";

export interface TestGateway extends Gateway {
  log: RequestLogEntry[];
  faults: string[];
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  get(path: string, init?: RequestInit): Promise<Response>;
}

/** A gateway without a port: `fetch` takes the request straight away. */
export function testGateway(
  web: Backend,
  over: Partial<GatewaySettings> = {},
  dialects: Dialect[] = [openaiChat()],
): TestGateway {
  const log: RequestLogEntry[] = [];
  const faults: string[] = [];
  const gateway = createGateway({
    backends: { web },
    apiKeys: [],
    corsOrigins: [],
    allowedHosts: [],
    loopback: true,
    maxBodyBytes: 1_000_000,
    defaultModel: "gemini-3.5-flash",
    modelAliases: {},
    strictModels: false,
    route: "auto",
    fallbackToApi: false,
    heartbeatMs: 15_000,
    version: "0.0.0",
    logRequest: (entry) => log.push(entry),
    logFault: (fault) => faults.push(fault),
    ...over,
  }, dialects);
  const url = (path: string) => new URL(path, "http://127.0.0.1:8081");
  return {
    ...gateway,
    log,
    faults,
    get: (path, init) => gateway.fetch(new Request(url(path), init)),
    post: (path, body, init) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return gateway.fetch(new Request(url(path), { method: "POST", body: text, ...init }));
    },
  };
}
