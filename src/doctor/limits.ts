import { type Cgroups, controllerFile } from "./cgroup.ts";

/** One limit as it was asked for and as the kernel has it. */
export interface LimitInEffect {
  readonly name: string;
  readonly wanted: string;
  /** In the kernel's own words; null: the controller is not there, so nothing is limited. */
  readonly actual: string | null;
  readonly holds: boolean;
}

type Reader = (text: string) => number;

interface LimitFile {
  readonly controller: string;
  readonly v2: string;
  readonly v1: string | null;
  /** What was asked for, as a number; undefined: it depends on the machine, and is not compared. */
  readonly wanted: (text: string, memory: number) => number | undefined;
  readonly actual: Reader;
}

const UNITS = ["", "K", "M", "G", "T", "P", "E"];

/** `1.5G` in bytes, `50%` of the machine's memory; `infinity` is Infinity. Source: systemd.resource-control(5). */
export function bytesOf(text: string, memory: number): number | undefined {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMGTPE%]?)$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  return unit === "%" ? (Number(number) * memory) / 100 : Number(number) * 1024 ** UNITS.indexOf(unit);
}

function numberOf(text: string): number | undefined {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

const plain: Reader = (text) => (text === "max" ? Number.POSITIVE_INFINITY : Number(text));
/** `io.weight` has a line a device; the default is the one that is set. */
const weight: Reader = (text) => Number(/(?:^|default )(\d+)/m.exec(text)?.[1]);

/** Sources: kernel documentation, "Control Group v2", and cgroup-v1/memory, sched-bwc. */
const files: Readonly<Record<string, LimitFile>> = {
  memoryMax: {
    controller: "memory",
    v2: "memory.max",
    v1: "memory.limit_in_bytes",
    wanted: bytesOf,
    actual: plain,
  },
  memoryHigh: { controller: "memory", v2: "memory.high", v1: null, wanted: bytesOf, actual: plain },
  memorySwapMax: { controller: "memory", v2: "memory.swap.max", v1: null, wanted: bytesOf, actual: plain },
  cpuQuota: {
    controller: "cpu",
    v2: "cpu.max",
    v1: "cpu.cfs_quota_us",
    wanted: (text) => (/^[\d.]+%$/.test(text) ? Number.parseFloat(text) : undefined),
    actual: (text) => {
      const [quota = "", period = "100000"] = text.split(" ");
      return quota === "max" || quota === "-1"
        ? Number.POSITIVE_INFINITY
        : (Number(quota) / Number(period)) * 100;
    },
  },
  cpuWeight: { controller: "cpu", v2: "cpu.weight", v1: null, wanted: numberOf, actual: weight },
  ioWeight: { controller: "io", v2: "io.weight", v1: null, wanted: numberOf, actual: weight },
  tasksMax: { controller: "pids", v2: "pids.max", v1: "pids.max", wanted: numberOf, actual: plain },
};

/** Whether each limit that was asked for is in effect for a process in these cgroups. Reads only. */
export async function limitsInEffect(
  cgroups: Cgroups,
  limits: Readonly<Record<string, string | number>>,
  memory: number,
  root?: string,
): Promise<LimitInEffect[]> {
  return Promise.all(
    Object.entries(limits).map(async ([name, value]) => {
      const wanted = String(value);
      const file = files[name];
      if (file === undefined) return { name, wanted, actual: null, holds: false };
      const found = await controllerFile(cgroups, file.controller, file, root);
      if (found === null) return { name, wanted, actual: null, holds: false };
      return { name, wanted, actual: found.text, holds: holds(file, wanted, found.text, memory) };
    }),
  );
}

function holds(file: LimitFile, wantedText: string, actualText: string, memory: number): boolean {
  const wanted = file.wanted(wantedText, memory);
  if (wanted === undefined) return true;
  return matches(wanted, file.actual(actualText), file.controller === "memory" ? "memory" : "other");
}

/** Whether a limit is what was asked for. The kernel rounds to pages, systemd percentages to permyriads. */
export function matches(wanted: number, actual: number, kind: "memory" | "other"): boolean {
  if (wanted === actual) return true;
  // Version 1 writes "no limit" as the largest number of pages.
  if (wanted === Number.POSITIVE_INFINITY) return kind === "memory" && actual > 2 ** 60;
  const apart = Math.abs(wanted - actual);
  return kind === "memory" ? apart <= Math.max(4096, wanted / 100) : apart < Math.min(1, wanted / 100);
}
