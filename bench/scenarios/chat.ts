import type { Running } from "../rig/contestant.ts";
import type { Load } from "../rig/load.ts";

const prompt =
  "Explain in a few paragraphs how a proxy forwards a stream, and what it must not hold back.";

/** Chat requests to a contestant; every answer must hold all chunks of the upstream's. */
export function chatLoad(
  { url, contestant }: Running,
  { chunks, stream = true, ...load }: Omit<Load, "url" | "body"> & {
    chunks: number;
    stream?: boolean;
  },
): Load {
  return {
    url: `${url}/v1/chat/completions`,
    headers: contestant.headers,
    body: {
      model: contestant.model,
      messages: [
        { role: "system", content: "You are a terse assistant." },
        { role: "user", content: prompt },
      ],
      stream,
    },
    signs: 2 * chunks,
    sentinel: stream ? "data: [DONE]" : undefined,
    ...load,
  };
}
