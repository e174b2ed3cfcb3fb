import { assert, assertEquals, assertStringIncludes } from "@std/assert";

Deno.test("the demo says who answers, answers its own curl, and ends when told", async () => {
  const demo = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", new URL("./demo.ts", import.meta.url).pathname, "--port", "0"],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = demo.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let shown = "";
  while (!shown.includes("Ctrl-C")) {
    const { value, done } = await output.read();
    assert(!done, "the demo ended before it began");
    shown += value;
  }
  assertStringIncludes(shown, "a SCRIPTED MODEL answers here, not Gemini");
  const url = shown.match(/curl (\S+)/)?.[1] ?? "";
  const body = shown.match(/-d '(.*)'/)?.[1];
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body });
  const answer = await response.json();
  assertEquals(answer.choices?.[0]?.message.content, "Hello from the demo.");
  demo.kill("SIGTERM");
  assertEquals((await demo.status).code, 0);
  await output.cancel();
});
