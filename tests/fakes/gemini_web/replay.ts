import type { HttpReply } from "../http_server.ts";
import { untilLeft } from "./faults.ts";
import { framesType } from "./refusals.ts";

/** How recorded bytes are sent: as chunks of these sizes (the last one repeats), and what follows them. */
export interface ReplayOptions {
  chunkSizes?: readonly number[];
  end?: "complete" | "drop" | "open";
}

export interface Replay {
  bytes: Uint8Array;
  options: ReplayOptions;
}

/** Sends recorded bytes as an answer. */
export async function sendReplay(
  { bytes, options }: Replay,
  reply: HttpReply,
  left: AbortSignal,
): Promise<void> {
  const { chunkSizes = [bytes.length], end = "complete" } = options;
  await reply.begin(200, [framesType]);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, chunkSizes[Math.min(turn, chunkSizes.length - 1)] ?? bytes.length);
    await reply.chunk(bytes.subarray(at, at + size));
    at += size;
  }
  if (end === "drop") reply.drop();
  else if (end === "complete") await reply.end();
  else await untilLeft(left);
}
