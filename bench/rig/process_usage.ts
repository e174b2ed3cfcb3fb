/** What a process used so far; `undefined` where the platform does not tell. */
export interface Usage {
  /** Milliseconds of all its threads, in steps of 10. */
  cpuMs: number;
  /** Megabytes of memory now, and at most since it started. */
  rssMb: number;
  peakRssMb: number;
}

const ticksPerSecond = 100;

/** Reads Linux's /proc. */
export function processUsage(pid: number): Usage | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  const status = readText(`/proc/${pid}/status`);
  if (stat === undefined || status === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const size = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 1000 / ticksPerSecond,
    rssMb: size("VmRSS"),
    peakRssMb: size("VmHWM"),
  };
}

/** Milliseconds that all cores worked since the machine started. */
export function machineBusyMs(): number | undefined {
  const fields = readText("/proc/stat")?.split("\n", 1)[0]?.trim().split(/\s+/).map(Number);
  if (!fields) return undefined;
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields;
  return (user + nice + system + irq + softirq) * 1000 / ticksPerSecond;
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
