import { assert, assertEquals } from "@std/assert";
import { failures } from "../../lib/backends/gemini_web/failure_table.ts";
import { webModelInfos } from "../../lib/backends/gemini_web/models.ts";
import { endpoints } from "../../lib/gateway/service_routes.ts";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import project from "../../deno.json" with { type: "json" };

const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));

/** First cells of the rows below the table's head. */
function rowsUnder(head: string): string[] {
  const lines = readme.split("\n");
  const at = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  assert(at >= 0, `no table ${head}`);
  const rows = lines.slice(at + 2, lines.findIndex((line, index) => index > at && line === ""));
  return rows.map((row) => row.split("|")[1]!.trim().replaceAll("`", ""));
}

Deno.test("the README's first screen has the two commands and the curl", () => {
  const screen = readme.split("\n").slice(0, 25).join("\n");
  for (const part of ["npx deno@2.9.6 task start", "npx deno@2.9.6 task test", "curl http"]) {
    assert(screen.includes(part), part);
  }
});

Deno.test("the README lists every endpoint once, and each of them is there", async () => {
  assertEquals(rowsUnder("Endpoint"), Object.keys(endpoints));
  const gateway = assembledGateway({});
  for (const endpoint of Object.keys(endpoints)) {
    const [method, path] = endpoint.split(" ") as [string, string];
    const body = method === "POST" ? "{}" : undefined;
    const url = `http://127.0.0.1${path.replace("{model}", "m")}`;
    const response = await gateway.fetch(new Request(url, { method, body }));
    await response.body?.cancel();
    assert(response.status !== 404 && response.status !== 405, `${endpoint}: ${response.status}`);
  }
});

Deno.test("the README lists every model of the web app once", () => {
  assertEquals(rowsUnder("Model of the web app"), webModelInfos().map(({ name }) => name));
});

Deno.test("the README tells what to do about every failure of the web app, once", () => {
  const told = rowsUnder("Code").flatMap((cell) => cell.split(", "));
  assertEquals(told.length, new Set(told).size);
  const codes = new Set(Object.values(failures).map(({ code }) => code));
  assertEquals([...codes].filter((code) => !told.includes(code)), []);
});

Deno.test("the README names every task, and every package that runs, with its reason", () => {
  const described = rowsUnder("Command").map((cell) => cell.replace("deno task ", ""));
  assertEquals(
    described.sort(),
    Object.keys(project.tasks).filter((task) => task !== "start").sort(),
  );
  const packages = Object.values(project.imports)
    .map((specifier) => /^npm:((?:@[^/]+\/)?[^@/]+)@/.exec(specifier)?.[1]);
  assertEquals(rowsUnder("Package").sort(), [...new Set(packages)].sort());
});
