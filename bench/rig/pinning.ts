/** The core of the program under test, and that of the load and the upstream. */
const cores = { tested: "0", own: "1" };

/** Whether processes can be held on one core each. */
export const canPin: boolean = navigator.hardwareConcurrency > 1 && hasTaskset();

/** A command that stays on the core of the program under test. */
export function pinned(command: string[]): string[] {
  return canPin ? ["taskset", "-c", cores.tested, ...command] : command;
}

/** Moves this process to the other core. */
export function pinOwnProcess(): void {
  if (!canPin) return;
  new Deno.Command("taskset", {
    args: ["-a", "-c", "-p", cores.own, String(Deno.pid)],
    stdout: "null",
  }).outputSync();
}

function hasTaskset(): boolean {
  try {
    return new Deno.Command("taskset", { args: ["-V"], stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
