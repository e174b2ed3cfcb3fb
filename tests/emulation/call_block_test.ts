import { assertEquals } from "@std/assert";
import type { Tool } from "../../lib/core/tool.ts";
import { readBlock } from "../../lib/emulation/call_block.ts";

const tools: Tool[] = [
  {
    name: "wait",
    parameters: { type: "object", properties: { seconds: { type: "integer" } } },
  },
  {
    name: "draw",
    parameters: {
      type: "object",
      properties: { what: { type: "string" }, size: { type: "integer", default: 1 } },
      required: ["what", "size"],
    },
  },
  {
    name: "add_cells",
    parameters: {
      type: "object",
      properties: { cells: { type: "array", items: { type: "object", required: ["at"] } } },
    },
  },
  {
    name: "add_rows",
    parameters: { type: "object", properties: { rows: { type: "array" } }, required: ["rows"] },
  },
];

const read = (body: string) => readBlock(body, { tools, escaped: false });
const callOf = (name: string, args: string) => ({
  type: "calls" as const,
  calls: [{ name, arguments: args }],
});

Deno.test("a text is no argument of a tool of one number", () => {
  assertEquals(read('{"name":"wait","arguments":"five"}'), {
    type: "fault",
    fault: 'the "arguments" of wait are not a JSON object',
  });
});

Deno.test("a blank text stands for no arguments", () => {
  assertEquals(read('{"name":"wait","arguments":" "}'), callOf("wait", "{}"));
});

Deno.test("a list of which the schema tells no items may hold anything", () => {
  const args = '{"rows":[{"a":1},[2],3]}';
  assertEquals(read(`{"name":"add_rows","arguments":${args}}`), callOf("add_rows", args));
});

Deno.test("a call without a name is told so", () => {
  assertEquals(read('{"arguments":{}}'), { type: "fault", fault: 'it has no "name"' });
});

Deno.test("a required field that has a default may lack", () => {
  assertEquals(
    read('{"name":"draw","arguments":{"what":"a cat"}}'),
    callOf("draw", '{"what":"a cat"}'),
  );
});

Deno.test("a field that lacks inside of a list is told by its place", () => {
  const args = '{"cells":[{"at":1},{"at":2}]}';
  assertEquals(read(`{"name":"add_cells","arguments":${args}}`), callOf("add_cells", args));
  const lacking = '{"cells":[{"at":1},{"to":2}]}';
  assertEquals(read(`{"name":"add_cells","arguments":${lacking}}`), {
    type: "fault",
    fault: 'the call of add_cells lacks the required "cells.1.at"',
    calls: [{ name: "add_cells", arguments: lacking }],
  });
});
