import { assert } from "@std/assert";
import { CallBody } from "../../lib/emulation/call_body.ts";
import { longestFence } from "../../lib/emulation/fence.ts";
import { FenceReader } from "../../lib/emulation/fence_reader.ts";

const runs = ["`", "\\`", "`\\", "~", "\\~", " ", "` ", "`\t", "```\n"];

Deno.test("the start of a line waits no longer than the longest fence", () => {
  for (const run of runs) {
    for (const before of ["", "```\n", "\\`\\`\\`\n", "~~~\n"]) {
      for (const indent of ["", "   ", "`", "   `"]) {
        const reader = new FenceReader();
        let read = 0;
        let told = 0;
        for (const sign of before + indent + run.repeat(300)) {
          for (const piece of reader.push(sign)) {
            told += piece.type === "text" ? piece.text.length : piece.raw.length;
          }
          read++;
          assert(read - told <= longestFence, JSON.stringify([before, indent, run]));
        }
      }
    }
  }
});

Deno.test("what may close a block waits no longer than the longest fence", () => {
  for (const run of runs) {
    for (const before of ['{"a":1}', '{"a":1}`', '{"a":1}\n', '{"a":1}\n   `', "\n`"]) {
      const body = new CallBody({ sign: "`", length: 3, escaped: true });
      const text = before + run.repeat(300);
      for (let at = 0; at < text.length; at++) {
        if (body.push(text[at]!)) break;
        if (at % 50 > 0) continue;
        const held = at + 1 - body.text.length;
        assert(held <= longestFence, JSON.stringify([before, run]));
      }
    }
  }
});
