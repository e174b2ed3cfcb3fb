import { assert, assertEquals } from "@std/assert";
import { textOf } from "../../lib/core/generation.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { body, bytesOf, dataLine, endRow, rowsLine, snapshotData } from "./answer/streams.ts";
import { answerOf, webBackend } from "./web_backend.ts";

const captures = new URL("../../../shared/protocol/captures/", import.meta.url);
const names = [
  "streamgenerate-first-turn-flashlite-2026-08.txt",
  "streamgenerate-websearch-2026-08.txt",
];

for (const name of names) {
  for (const chunkSizes of [[1_000_000], [4096], [333]]) {
    Deno.test({
      name: `${name} in pieces of ${chunkSizes} gives exactly its text`,
      ignore: !exists(captures),
      fn: async () => {
        const bytes = Deno.readFileSync(new URL(name, captures));
        const fake = startFakeGeminiWeb();
        fake.replay(bytes, { chunkSizes });
        const text = textOf(await answerOf(webBackend(fake.url)));
        assert(text.length > 20);
        assertEquals(text, lastText(new TextDecoder().decode(bytes)));
        await fake.close();
      },
    });
  }
}

const refusals = [
  ["error-1060-region-2026-03.txt", "google_region_refused"],
  ["error-1096-only-2026-08.txt", "conversation_refused"],
] as const;

for (const [name, code] of refusals) {
  Deno.test({
    name: `${name} is told as ${code}`,
    ignore: !exists(captures),
    fn: async () => {
      const fake = startFakeGeminiWeb();
      fake.replay(Deno.readFileSync(new URL(name, captures)));
      const error = await answerOf(webBackend(fake.url, { retryAttempts: 0 })).catch((e) => e);
      assertEquals(error.code, code);
      await fake.close();
    },
  });
}

Deno.test("a text whose last snapshot cannot be read is no whole answer", async () => {
  const rows = [snapshotData({ text: "one two" }), snapshotData({ text: "one two three" })];
  const [first, last] = rows.map((data) => dataLine(data));
  for (const lines of [[first!, last!.slice(0, -40)], [first!, first!, last!.slice(0, -40)]]) {
    const fake = startFakeGeminiWeb();
    fake.replay(bytesOf(body([...lines, rowsLine([endRow])])));
    const error = await answerOf(webBackend(fake.url)).catch((e) => e);
    assertEquals([error.status, error.code], [502, "malformed_answer"]);
    await fake.close();
  }
});

/** The text of the last snapshot, by plain JSON. */
function lastText(body: string): string {
  let last = "";
  for (const line of body.split("\n")) {
    if (!line.startsWith("[[")) continue;
    for (const row of JSON.parse(line)) {
      const data = typeof row[2] === "string" ? JSON.parse(row[2]) : null;
      const text = data?.[4]?.[0]?.[1]?.[0];
      if (typeof text === "string") last = text;
    }
  }
  return last;
}

function exists(folder: URL): boolean {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}
