const root = new URL("../../", import.meta.url);
const clearing = "rm -rf dist/worker && ";
const output = "dist/worker";

/** The module that the Workers runtime starts; it loads the others. */
export const entry = "edge.js";

/** Runs what the task `bundle:worker` does, into an empty folder; gives the names of the modules. */
export async function bundleInto(folder: string): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const task = String(tasks["bundle:worker"]);
  const [program, ...args] = task.slice(clearing.length).split(" ");
  if (!task.startsWith(clearing) || program !== "deno" || !args.includes(output)) {
    throw new Error("The task has changed.");
  }
  const command = new Deno.Command(Deno.execPath(), {
    args: args.map((arg) => arg === output ? folder : arg),
    cwd: root,
  });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`The bundle was not made: ${new TextDecoder().decode(stderr)}`);
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}
