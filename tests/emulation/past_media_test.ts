import { assertEquals } from "@std/assert";
import type { MediaPart } from "../../lib/core/message.ts";
import { withoutPastMedia } from "../../lib/emulation/past_media.ts";

/** The words in place of a file of the assistant's. */
function told(file: Omit<MediaPart, "type">): string | undefined {
  const part = { type: "media" as const, ...file };
  const { messages } = withoutPastMedia([{ role: "assistant", parts: [part] }]);
  const [said] = messages[0]!.parts;
  return said?.type === "text" ? said.text : undefined;
}

const sentence = (what: string) => `[A ${what} was here; it cannot be shown to you.]`;

Deno.test("a file that is gone is told with its kind, name, type and size", () => {
  const size = (base64: string) => told({ mediaType: "image/png", source: { base64 } });
  assertEquals(size("AAAAAAAA"), sentence("picture (image/png, 6 bytes)"));
  assertEquals(size("AAAAAA=="), sentence("picture (image/png, 4 bytes)"));
  assertEquals(size("A".repeat(4000)), sentence("picture (image/png, 3 kB)"));
  assertEquals(size("A".repeat(2_000_000)), sentence("picture (image/png, 1.5 MB)"));
  assertEquals(
    told({ mediaType: "audio/wav", source: { base64: "AAAA" }, name: "a\nb.wav" }),
    sentence("sound (a b.wav, audio/wav, 3 bytes)"),
  );
});

Deno.test("a file behind an address is told with that, and an unknown type not at all", () => {
  const source = { url: "https://a.test/x" };
  assertEquals(told({ mediaType: "image/*", source }), sentence("picture (https://a.test/x)"));
  assertEquals(
    told({ mediaType: "application/pdf", source }),
    sentence("file (application/pdf, https://a.test/x)"),
  );
});
