import { assert, assertEquals, assertThrows } from "@std/assert";
import { GatewayError } from "../../../lib/core/gateway_error.ts";
import { AnswerReader } from "../../../lib/backends/gemini_web/answer/answer_reader.ts";
import {
  answer,
  body,
  bytesOf,
  dataLine,
  endRow,
  eventsOf,
  heartbeatData,
  metaData,
  read,
  rowsLine,
  snapshotData,
  statusData,
  textOf,
} from "./streams.ts";

const errorRow = (status: number, code?: number) => {
  const type = "type.googleapis.com/assistant.boq.bard.application.BardErrorInfo";
  return ["wrb.fr", null, null, null, null, code ? [status, null, [[type, [code]]]] : [status]];
};

const growing = ["Hel", "Hello, ", "Hello, how ", "Hello, how are", "Hello, how are you"];

Deno.test("a delta can be taken as soon as its snapshot is there", () => {
  const reader = new AnswerReader();
  const said = growing.map((text, i) => {
    const line = dataLine(snapshotData({ text }));
    reader.push(bytesOf(i === 0 ? body([line]) : `9\n${line}\n`));
    return reader.take();
  });
  assertEquals(said.map((events) => textOf(events)), ["Hel", "lo,", " how", " are", " you"]);
});

Deno.test("nothing is said twice, and neighbouring deltas are one event", () => {
  const bytes = bytesOf(answer(growing.map((text) => ({ text, repeated: true }))));
  assertEquals(eventsOf(bytes), [{ type: "text", delta: "Hello, how are you" }]);
});

Deno.test("nothing behind the last row counts, whether it comes in the same read or not", () => {
  const bytes = bytesOf(answer(growing.map((text) => ({ text, repeated: true }))));
  for (const text of ["Another answer", `${growing.at(-1)}, and more`]) {
    const more = bytesOf(`9\n${dataLine(snapshotData({ text, repeated: true }))}\n`);
    for (const pieces of [[bytes, more, more], [new Uint8Array([...bytes, ...more])]]) {
      const reader = new AnswerReader();
      for (const piece of pieces) reader.push(piece);
      reader.end();
      assertEquals(reader.take(), [{ type: "text", delta: growing.at(-1)! }]);
    }
  }
});

Deno.test("thoughts come before the text, as reasoning", () => {
  const thoughts = "**Step**\n\nI think `a`";
  const snapshots = [5, 9, 15, 23].map((end) => ({ thoughts: thoughts.slice(0, end) }));
  const more = growing.map((text) => ({ text, thoughts }));
  const without = { text: growing.at(-1) + "?", final: "candidate" as const };
  const reader = read(bytesOf(answer([...snapshots, ...more, without])));
  reader.end();
  assertEquals(reader.take(), [
    { type: "reasoning", delta: thoughts },
    { type: "text", delta: "Hello, how are you?" },
  ]);
  assert(reader.busy);
});

Deno.test("the state of a skimmed last snapshot is known after settling", () => {
  const last = {
    text: growing[4],
    data: { 14: true, 39: "cf41b0e0dd7d53e5", 42: "3.5 Flash-Lite" },
  };
  const lines = [...growing.slice(0, 4).map((text) => ({ text })), last]
    .map((snapshot) => dataLine(snapshotData(snapshot)));
  const reader = read(bytesOf(body(lines)));
  reader.settle();
  assertEquals(textOf(reader.take()), growing[4] ?? "");
  assert(reader.finished);
  assertEquals(reader.served, { id: "cf41b0e0dd7d53e5", name: "3.5 Flash-Lite" });
});

Deno.test("a snapshot after a settled final one is said from where that ended", () => {
  const lines = growing.map((text) => dataLine(snapshotData({ text })));
  const last = dataLine(snapshotData({ text: growing[4] + " `a`", data: { 14: true } }));
  const reader = read(bytesOf(body([...lines, last])));
  assertEquals(textOf(reader.take()), "Hello, how are you `a");
  reader.settle();
  reader.push(bytesOf(`9\n${dataLine(snapshotData({ text: growing[4] + " `a` b" }))}\n`));
  reader.end();
  assertEquals(textOf(reader.take()), "` b");
});

Deno.test("the state of a skimmed last snapshot is known after the next row", () => {
  const last = { text: growing[4], data: { 14: true } };
  const lines = [...growing.slice(0, 4).map((text) => ({ text })), last]
    .map((snapshot) => dataLine(snapshotData(snapshot)));
  const reader = read(bytesOf(body([...lines, dataLine(heartbeatData)])));
  assert(reader.finished);
});

Deno.test("a final snapshot finishes at once", () => {
  const snapshots = growing.map((text) => ({ text }));
  const reader = read(
    bytesOf(answer([...snapshots, { text: "Hello, how are you`", final: "candidate" }])),
  );
  assert(reader.finished && reader.complete);
  assertEquals(textOf(reader.take()), "Hello, how are you`");
});

Deno.test("an answer without its end is neither finished nor complete", () => {
  const stream = answer(growing.map((text) => ({ text })));
  const reader = read(bytesOf(stream.slice(0, stream.lastIndexOf("["))));
  reader.end();
  assertEquals([reader.finished, reader.complete, reader.malformed], [false, false, 0]);
});

Deno.test("a row with the turn's ids says that the prompt was accepted", () => {
  assert(read(bytesOf(body([dataLine(metaData)]))).accepted);
  assert(!read(bytesOf(body([dataLine(heartbeatData)]))).accepted);
});

Deno.test("heartbeats and progress notes keep the reader busy and are no answer", () => {
  for (const data of [heartbeatData, statusData]) {
    const reader = read(bytesOf(body([dataLine(data)])));
    assert(reader.busy);
    assert(!reader.spoke && !reader.finished);
  }
});

Deno.test("a plain answer is nothing to be busy with", () => {
  const row = ["wrb.fr", null, JSON.stringify(snapshotData({ text: "Hi" })), null, null, null];
  assert(!read(bytesOf(body([rowsLine([row])]))).busy);
});

Deno.test("a string before the text that changed along with it is not taken for it", () => {
  const texts = ["Hel", "Hello", "Hello", "Hello you"];
  const ids = ["rc_979cd0c9bf0d000a", "rc_979cd0c9bf0d000b"];
  const snapshots = texts.map((text, n) => ({ text, candidate: { 0: ids[n] ?? ids[1] } }));
  assertEquals(textOf(eventsOf(bytesOf(answer(snapshots)))), "Hello you");
});

Deno.test("an error row gives Google's number and the gRPC status", () => {
  const failures: [number, number?][] = [[9, 1060], [13, 1096], [7]];
  for (const [status, code] of failures) {
    const reader = read(bytesOf(body([rowsLine([errorRow(status, code)]), rowsLine([endRow])])));
    assertEquals(reader.failure, { status, code });
    assert(reader.complete && !reader.spoke);
  }
});

Deno.test("an error row with a number is kept, not a bare one after it", () => {
  const reader = read(bytesOf(body([rowsLine([errorRow(9, 1060)]), rowsLine([errorRow(2)])])));
  assertEquals(reader.failure, { status: 9, code: 1060 });
});

Deno.test("an error with a number counts beside data, too", () => {
  const row = errorRow(9, 1060).with(2, JSON.stringify(metaData));
  const reader = read(bytesOf(body([rowsLine([row])])));
  assertEquals(reader.failure, { status: 9, code: 1060 });
});

Deno.test("a row that waits in a queue is no error", () => {
  const row = ["wrb.fr", null, JSON.stringify(metaData), null, null, [["queued"], 3]];
  const reader = read(bytesOf(body([rowsLine([row])])));
  assertEquals(reader.failure, undefined);
  assert(reader.busy && reader.accepted);
});

Deno.test("a body that is no answer is foreign", () => {
  for (const text of ["<!doctype html>", "[[1]]\n", ")]}x"]) {
    assert(read(bytesOf(text)).foreign, text);
  }
  assert(!read(bytesOf(")]}")).foreign);
});

Deno.test("lines that cannot be parsed are passed over, and counted since the last snapshot", () => {
  const line = dataLine(snapshotData({ text: "a" }));
  const broken = line.slice(0, 300);
  const reader = read(bytesOf(body([broken, line, broken, broken])));
  reader.settle();
  assertEquals(reader.malformed, 2);
  assertEquals(textOf(reader.take()), "a");
});

Deno.test("a skimmed line that breaks off is passed over", () => {
  const lines = growing.map((text) => dataLine(snapshotData({ text })));
  const broken = lines[4]?.slice(0, lines[4].indexOf("are you") + 5) ?? "";
  const most = [...lines.slice(0, 4), broken];
  const cut = read(bytesOf(body(most)));
  cut.end();
  assertEquals(cut.malformed, 1);
  const reader = read(bytesOf(body([...most, ...lines.slice(3)])));
  reader.end();
  assertEquals(reader.malformed, 0);
  assertEquals(textOf(reader.take()), growing[4] ?? "");
});

Deno.test("what several rows of one line said is not said again by the next line", () => {
  const [first, second, third, ...others] = growing.map((
    text,
  ) => ["wrb.fr", null, JSON.stringify(snapshotData({ text }))]);
  const lines = [[first], [second], [third, others[0]], [["di", 5]], [others[1]]];
  const bytes = bytesOf(body(lines.map((rows) => rowsLine(rows))));
  assertEquals(textOf(eventsOf(bytes)), growing.at(-1));
});

Deno.test("several rows in one line are all read", () => {
  const rows = ["a", "a b"].map((text) => ["wrb.fr", null, JSON.stringify(snapshotData({ text }))]);
  const reader = read(bytesOf(body([rowsLine([...rows, endRow])])));
  assertEquals(textOf(reader.take()), "a b");
  assert(reader.complete);
});

Deno.test("a card's text is taken from beside the reference", () => {
  const reference = "http://googleusercontent.com/card_content/3";
  const snapshots = ["The", "The card", "The card's text"].map((text) => ({
    text: reference,
    candidate: { 22: [text] },
  }));
  assertEquals(textOf(eventsOf(bytesOf(answer(snapshots)))), "The card's text");
});

Deno.test("fields in the object at the end of a message are found", () => {
  const data = [null, ["c_1", "r_1"], {
    "5": [["rc_1", ["Hi"], { "9": [2], "38": [["hm"]] }]],
    "43": "3.8 Flash",
  }];
  const reader = read(bytesOf(body([dataLine(data)])));
  assertEquals(reader.take(), [{ type: "reasoning", delta: "hm" }, { type: "text", delta: "Hi" }]);
  assert(reader.finished);
  assertEquals(reader.served?.name, "3.8 Flash");
});

Deno.test("a line without end is refused", () => {
  const reader = read(bytesOf(")]}'\n\n["));
  const piece = new Uint8Array(16 * 1024 * 1024).fill(49);
  const fill = () => {
    for (let i = 0; i < 5; i++) reader.push(piece);
  };
  assertThrows(fill, GatewayError, "too large");
});
