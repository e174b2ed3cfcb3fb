import { assertEquals, assertThrows } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { decodeEdit } from "../../lib/dialects/openai_images/decode.ts";
import { formFields } from "../../lib/dialects/openai_images/form_fields.ts";

async function edit(...fields: [name: string, value: string][]) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return decodeEdit(await formFields(form));
}

const picture = (base64: string): [string, string] => ["images", `data:image/png;base64,${base64}`];

Deno.test("pictures that a form names one by one are all sent", async () => {
  const { request } = await edit(
    ["prompt", "a"],
    picture("AA=="),
    picture("BB=="),
    picture("CC=="),
  );
  assertEquals(request.messages[0]?.parts.length, 4);
});

Deno.test("a form that says another thing twice is refused, for one of the two would be lost", async () => {
  const form = new FormData();
  for (const prompt of ["a", "b"]) form.append("prompt", prompt);
  const fields = await formFields(form);
  assertEquals(assertThrows(() => decodeEdit(fields), GatewayError).param, "prompt");
});

Deno.test("a form of very many fields of one name is read in time that grows with it", async () => {
  const body = new URLSearchParams("a&".repeat(300_000));
  const form = await new Request("http://127.0.0.1", { method: "POST", body }).formData();
  assertEquals((await formFields(form))["a"], Array(300_000).fill(""));
});
