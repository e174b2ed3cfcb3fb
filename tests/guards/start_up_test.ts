import { assertEquals, assertStringIncludes } from "@std/assert";

/** The npm packages that run. Those whose types are imported must never be fetched to start the program. */
const runTimePackages = ["@cfworker/json-schema", "deno-std"];

const root = new URL("../../", import.meta.url);
const hasMain = await Deno.stat(new URL("main.ts", root)).then(() => true, () => false);

Deno.test("deno.lock holds the packages that run and no others: starting fetches all it holds", async () => {
  const lock = JSON.parse(await Deno.readTextFile(new URL("deno.lock", root)));
  const names = Object.keys(lock.npm ?? {}).map((id) => id.replace(/(?<=.)@.*/, ""));
  assertEquals([...new Set(names)].sort(), runTimePackages);
});

for (const how of [["run", "-A", "main.ts"], ["task", "start"]]) {
  Deno.test({
    name: `"deno ${how.join(" ")}" starts without network where only those packages are cached`,
    ignore: !hasMain,
    fn: () =>
      withCacheOf(runTimePackages, async (denoDir) => {
        const { code, stdout, stderr } = await deno([...how, "--version"], {
          DENO_DIR: denoDir,
          ...unreachable,
        });
        assertEquals({ code, stderr: code === 0 ? "" : stderr }, { code: 0, stderr: "" });
        const { version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
        assertStringIncludes(stdout, version);
      }),
  });
}

/** Sends every request to a port where nothing listens. */
const unreachable = {
  HTTP_PROXY: "http://127.0.0.1:1",
  HTTPS_PROXY: "http://127.0.0.1:1",
  NO_PROXY: "",
  http_proxy: "http://127.0.0.1:1",
  https_proxy: "http://127.0.0.1:1",
  no_proxy: "",
};

/** Runs with a DENO_DIR that holds copies of these packages from the one in use, and nothing else. */
async function withCacheOf(
  packages: string[],
  run: (denoDir: string) => Promise<void>,
): Promise<void> {
  const { npmCache } = JSON.parse((await deno(["info", "--json"])).stdout);
  const denoDir = await Deno.makeTempDir();
  try {
    for (const registry of Deno.readDirSync(npmCache)) {
      for (const name of packages) {
        const cached = `${npmCache}/${registry.name}/${name}`;
        await copyTree(cached, `${denoDir}/npm/${registry.name}/${name}`);
      }
    }
    await run(denoDir);
  } finally {
    await Deno.remove(denoDir, { recursive: true });
  }
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    if (entry.isDirectory) await copyTree(`${from}/${entry.name}`, `${to}/${entry.name}`);
    else await Deno.copyFile(`${from}/${entry.name}`, `${to}/${entry.name}`);
  }
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

async function deno(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const command = new Deno.Command(Deno.execPath(), { args, env, cwd: root });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
