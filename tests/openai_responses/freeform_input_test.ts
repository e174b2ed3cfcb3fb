import { assertEquals } from "@std/assert";
import { freeformInput, FreeformInputStream } from "../../lib/dialects/openai/freeform_input.ts";

const inputs = [
  "",
  "plain",
  'a "quoted" \\ back/slash\nnew line\ttab',
  '*** Begin Patch\n*** Add File: x\n+{"input": "y"}\n*** End Patch\n',
  "ünï 漢字 😀😀",
];

function streamed(pieces: string[]): { joined: string; input: string; deltas: string[] } {
  const stream = new FreeformInputStream();
  const deltas = pieces.map((piece) => stream.push(piece));
  const { rest, input } = stream.end(pieces.join(""));
  return { joined: deltas.join("") + rest, input, deltas };
}

Deno.test("the input comes out the same, wherever its arguments are cut", () => {
  for (const input of inputs) {
    const escaped = JSON.stringify({ input }).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    for (const text of [JSON.stringify({ input }), escaped, JSON.stringify({ input }, null, 2)]) {
      assertEquals(freeformInput(text), input);
      for (let cut = 0; cut <= text.length; cut++) {
        const result = streamed([text.slice(0, cut), text.slice(cut)]);
        assertEquals(result.joined, input, `${JSON.stringify(text)} cut at ${cut}`);
        assertEquals(result.input, input);
      }
      assertEquals(streamed([...text]).joined, input);
    }
  }
});

Deno.test("the input streams: it does not wait for the end of the arguments", () => {
  assertEquals(streamed(['{"input": "a', "b", 'c"}']).deltas, ["a", "b", "c"]);
});

Deno.test("half a surrogate pair waits for its other half", () => {
  const { deltas } = streamed(['{"input":"\\ud83d', '\\ude00"}']);
  assertEquals(deltas, ["", "😀"]);
});

Deno.test("arguments of another form are taken for what they can only mean", () => {
  assertEquals(freeformInput('"bare"'), "bare");
  assertEquals(freeformInput('{"patch":"only one"}'), "only one");
  assertEquals(freeformInput('{"input":"this","why":"that"}'), "this");
  assertEquals(freeformInput("not JSON"), "not JSON");
  assertEquals(freeformInput('{"a":"1","b":"2"}'), '{"a":"1","b":"2"}');
  for (const text of ['"bare"', '{"patch":"only one"}', "not JSON", '{"a":"1","b":"2"}']) {
    assertEquals(streamed([...text]).joined, freeformInput(text));
  }
});

Deno.test("arguments that break off leave what was sent as the input", () => {
  assertEquals(streamed(['{"input":"half', " way"]), {
    joined: "half way",
    input: "half way",
    deltas: ["half", " way"],
  });
});
