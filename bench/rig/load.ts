import { Buffer } from "node:buffer";
import { connectionLost, ResponseReader } from "./response_reader.ts";

/** Requests to send, and what every answer must have. */
export interface Load {
  url: string;
  body: unknown;
  headers?: Record<string, string>;
  concurrency: number;
  /** How many in all; or for how long new ones are sent. */
  streams?: number;
  durationMs?: number;
  /** The time over which the first ones are spread. */
  rampMs?: number;
  /** How often `@` stands in a whole answer; `undefined`: not counted. */
  signs?: number;
  /** Words that a whole answer holds near its end. */
  sentinel?: string;
  /** Leave so long after the request was sent. */
  hangUpMs?: number;
}

export interface LoadResult {
  ok: number;
  failed: number;
  /** Why, and how often. */
  failures: Record<string, number>;
  wallMs: number;
  /** Milliseconds from the request to the first marker, of each stream. */
  firstMs: number[];
  /** Milliseconds from the request to the end, of each stream. */
  totalMs: number[];
  /** Milliseconds that stamped chunks took from the upstream's write to here. */
  delaysMs: number[];
}

/** Sends requests on raw sockets, and checks every answer: status, nothing lost, the end seen. */
export async function sendLoad(load: Load): Promise<LoadResult> {
  const run: Run = {
    load,
    request: requestBytes(load),
    started: 0,
    until: performance.now() + (load.durationMs ?? Infinity),
    result: {
      ok: 0,
      failed: 0,
      failures: {},
      wallMs: 0,
      firstMs: [],
      totalMs: [],
      delaysMs: [],
    },
  };
  const start = performance.now();
  const lanes = Math.min(load.concurrency, load.streams ?? Infinity);
  await Promise.all(
    Array.from({ length: lanes }, (_, i) => lane(run, (load.rampMs ?? 0) * i / lanes)),
  );
  run.result.wallMs = performance.now() - start;
  return run.result;
}

interface Run {
  load: Load;
  request: Uint8Array;
  started: number;
  until: number;
  result: LoadResult;
}

/** No answer of the bench takes longer. */
const longestMs = 60_000;

/** One client: request after request on one connection. */
async function lane(run: Run, delayMs: number): Promise<void> {
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  const { load, result } = run;
  let connection: Deno.TcpConn | undefined;
  while (run.started < (load.streams ?? Infinity) && performance.now() < run.until) {
    run.started++;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const used = connection ??= await connect(load.url);
      timer = setTimeout(() => closeQuietly(used), load.hangUpMs ?? longestMs);
      await exchange(run, used);
      result.ok++;
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      result.failed++;
      result.failures[why] = (result.failures[why] ?? 0) + 1;
      if (connection) closeQuietly(connection);
      connection = undefined;
    } finally {
      clearTimeout(timer);
    }
  }
  if (connection) closeQuietly(connection);
}

async function exchange({ load, request, result }: Run, connection: Deno.TcpConn): Promise<void> {
  const sentAt = performance.now();
  for (let at = 0; at < request.length;) at += await connection.write(request.subarray(at));
  const reader = new ResponseReader(connection);
  let signs = 0;
  let firstAt = 0;
  let carried = "";
  let sawEnd = load.sentinel === undefined;
  for (let piece; (piece = await reader.read());) {
    const text = piece.toString("latin1");
    const now = performance.now();
    for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
      firstAt ||= now;
      if (signs++ % 2 > 0) continue;
      const stamp = Number(text.slice(at + 1, at + 13));
      if (stamp > 0 && text[at + 13] === "@") result.delaysMs.push(now - stamp / 1000);
    }
    if (sawEnd) continue;
    const tail = carried + text;
    sawEnd = tail.includes(load.sentinel!);
    carried = tail.slice(1 - load.sentinel!.length);
  }
  if (load.signs !== undefined && signs !== load.signs) {
    throw new Error(`${signs} signs instead of ${load.signs}`);
  }
  if (!sawEnd) throw new Error("no end");
  result.firstMs.push(firstAt - sentAt);
  result.totalMs.push(performance.now() - sentAt);
}

async function connect(url: string): Promise<Deno.TcpConn> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  connection.setNoDelay();
  return connection;
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (thrown) {
    if (!connectionLost(thrown)) throw thrown;
  }
}

function requestBytes({ url, body, headers = {} }: Load): Uint8Array {
  const { pathname, search, host } = new URL(url);
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.concat([
    Buffer.from(
      `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
        `${lines}Content-Length: ${bytes.length}\r\n\r\n`,
    ),
    bytes,
  ]);
}
