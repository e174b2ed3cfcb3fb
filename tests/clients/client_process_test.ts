import { assert, assertEquals } from "@std/assert";
import { killThoseAtHome, runClient } from "./client_process.ts";

const signal = new AbortController().signal;
const shell = (script: string, home = "/nonexistent") => ({
  program: "/bin/sh",
  args: ["-c", script],
  cwd: "/",
  env: { HOME: home, PATH: "/usr/bin:/bin" },
  seconds: 20,
  signal,
});
const ignore = Deno.build.os === "windows";
const notLinux = Deno.build.os !== "linux";

Deno.test(
  { name: "a client's output and exit code are kept, its environment is clean", ignore },
  async () => {
    const run = await runClient(shell("env; echo no >&2; exit 3"));
    assertEquals([run.code, run.stderr], [3, "no\n"]);
    const names = run.stdout.trim().split("\n").map((line) => line.split("=")[0]);
    assertEquals(names.filter((name) => !["PWD", "SHLVL", "_", "OLDPWD"].includes(name!)).sort(), [
      "HOME",
      "PATH",
    ]);
  },
);

Deno.test({ name: "what a client leaves running ends with it", ignore: notLinux }, async () => {
  const { stdout } = await runClient(shell("sleep 60 & echo $!"));
  assert(await isGone(Number(stdout)));
});

Deno.test(
  { name: "a client is ended when its time is over, and when told so", ignore },
  async () => {
    const late = await runClient({ ...shell("sleep 60"), seconds: 0.05 });
    assertEquals(late.code, undefined);
    const told = AbortSignal.abort();
    assertEquals((await runClient({ ...shell("sleep 60"), signal: told })).code, undefined);
  },
);

Deno.test({
  name: "a process that left the client's group is found by its home",
  ignore: notLinux,
}, async () => {
  const home = await Deno.makeTempDir();
  const { stdout } = await runClient(
    shell("setsid sleep 60 >/dev/null 2>&1 & echo $!; sleep 0.1", home),
  );
  await killThoseAtHome(home);
  assert(await isGone(Number(stdout)));
  await Deno.remove(home);
});

/** Waits until the process has ended, though its parent may not have taken notice; false where it goes on. */
async function isGone(process: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    const stat = await Deno.readTextFile(`/proc/${process}/stat`).catch(() => "0 (none) Z");
    if (/\) [ZX]/.test(stat)) return true;
    await new Promise((go) => setTimeout(go, 10));
  }
  return false;
}
