const root = new URL("../../", import.meta.url);
const output = "dist/worker.js";

/** Runs what the task `bundle:worker` does, to a place of its own; gives the bundle's path. */
export async function bundleInto(folder: string): Promise<string> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const path = `${folder}/worker.js`;
  const [program, ...args] = String(tasks["bundle:worker"]).split(" ");
  if (program !== "deno" || !args.includes(output)) throw new Error("The task has changed.");
  const command = new Deno.Command(Deno.execPath(), {
    args: args.map((arg) => arg === output ? path : arg),
    cwd: root,
  });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`The bundle was not made: ${new TextDecoder().decode(stderr)}`);
  return path;
}
