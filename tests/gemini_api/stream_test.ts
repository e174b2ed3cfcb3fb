import { assertEquals, assertThrows } from "@std/assert";
import { AnswerReader } from "../../lib/backends/gemini_api/answer_reader.ts";
import { Collector, type Generation } from "../../lib/core/generation.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";

const encoder = new TextEncoder();

const records = [
  { candidates: [{ content: { parts: [{ text: "Über 😀", thought: true }] } }] },
  { candidates: [{ content: { parts: [{ text: "naïve 中文" }] } }], modelVersion: "m" },
  {
    candidates: [{
      content: { parts: [{ text: " and\r\nmore" }, { text: "", thoughtSignature: "S" }] },
    }],
  },
  {
    candidates: [{
      content: { parts: [{ functionCall: { name: "look", args: { at: "🏔️" } } }] },
      finishReason: "STOP",
    }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4 },
  },
];

function streamBytes(newline: string): Uint8Array {
  const text = records.map((record) => `data: ${JSON.stringify(record)}${newline}${newline}`);
  return encoder.encode(`: hello${newline}event: x${newline}${text.join("")}`);
}

function newReader(): AnswerReader {
  return new AnswerReader({
    onlyOneCall: false,
    key: "",
    newCallId: () => "made",
    onSignedCall: () => {},
  });
}

const textRecord = (text: string) =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] })}\r\n\r\n`;

function read(pieces: Uint8Array[]): Generation {
  const reader = newReader();
  const collector = new Collector();
  collector.push({ type: "start", model: "m" });
  for (const piece of pieces) for (const event of reader.read(piece)) collector.push(event);
  for (const event of reader.end()) collector.push(event);
  collector.push({ type: "finish", reason: "stop", usage: reader.usage() });
  return collector.generation();
}

Deno.test("any cutting of the bytes gives the same answer", () => {
  const whole = read([streamBytes("\r\n")]);
  assertEquals(whole.parts.map(({ type }) => type), ["reasoning", "text", "tool-call"]);
  for (const newline of ["\n", "\r\n"]) {
    const bytes = streamBytes(newline);
    for (let at = 1; at < bytes.length; at++) {
      assertEquals(read([bytes.slice(0, at), bytes.slice(at)]), whole);
    }
    for (const size of [1, 2, 3, 7, 64]) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
      assertEquals(read(pieces), whole);
    }
  }
});

Deno.test("a last record without a newline counts", () => {
  const bytes = streamBytes("\n");
  assertEquals(read([bytes.slice(0, -2)]), read([bytes]));
});

Deno.test("the texts of one read are one event", () => {
  const reader = newReader();
  const events = reader.read(encoder.encode(textRecord("a") + textRecord("b") + textRecord("c")));
  assertEquals(events, [{ type: "text", delta: "abc" }]);
});

Deno.test("a record that is no JSON is no silent loss", () => {
  const reader = newReader();
  for (const data of ["{broken", '{"candidates":[{"content":{"parts":5}}]}', "[]"]) {
    assertThrows(() => reader.read(encoder.encode(`data: ${data}\n\n`)), GatewayError);
  }
});

Deno.test("a failure that comes as bare JSON of several lines is told, however it is cut", () => {
  const failure = JSON.stringify({ error: { code: 503, message: "overloaded" } }, null, 2);
  for (const newline of ["\n", "\r\n", ""]) {
    const bytes = encoder.encode(textRecord("a") + failure.replaceAll("\n", "\r\n") + newline);
    for (let at = 0; at < bytes.length; at++) {
      const pieces = [bytes.slice(0, at), bytes.slice(at)];
      assertThrows(() => read(pieces), GatewayError, "overloaded");
    }
  }
});

Deno.test("a line that is no field of a stream is no silent loss", () => {
  const [first, ...others] = records.map((record) => `data: ${JSON.stringify(record)}\n\n`);
  for (const broken of [first!.slice(1), `\0${first}`, `x\n${first}`]) {
    const bytes = encoder.encode(broken + others.join(""));
    assertThrows(() => read([bytes]), GatewayError);
    assertThrows(() => read([bytes.slice(0, -2)]), GatewayError);
  }
});

Deno.test("what was said before a failure in the same read is told before it", () => {
  const reader = newReader();
  const failure = `data: {"error":{"code":503,"message":"overloaded"}}\r\n\r\n`;
  reader.read(encoder.encode(textRecord("a")));
  const events = reader.read(encoder.encode(textRecord("b") + failure));
  assertEquals(events, [{ type: "text", delta: "b" }]);
  assertThrows(() => reader.end(), GatewayError, "overloaded");
});

Deno.test("a failure in the first read comes at once, so that the request can be repeated", () => {
  const failure = `data: {"error":{"code":503,"message":"overloaded"}}\r\n\r\n`;
  const bytes = encoder.encode(textRecord("a") + failure);
  assertThrows(() => newReader().read(bytes), GatewayError, "overloaded");
});
