import { readdir, readFile } from "node:fs/promises";
import pLimit from "p-limit";
import { fieldsOfStat, startOfProcess } from "../../config/process-alive.ts";

/** Set in the environment of what we run: all it starts inherits it, however it hides from its parent. */
export const RUN_VARIABLE = "NIXPKGS_MCP_RUN";

/** More passes than any honest tree needs; what starts faster than that, the next sweep finds. */
const MOST_PASSES = 50;

/** One run of a program. */
export interface RunProcesses {
  /** The first process, which leads a group and a session of its own. */
  readonly leader: number;
  /** The value of `RUN_VARIABLE` in it. */
  readonly mark: string;
  /** When the leader began, in clock ticks since the boot: nothing older is of this run. */
  readonly since: number;
}

/** @param leader just started */
export function runProcesses(leader: number, mark: string): RunProcesses {
  return { leader, mark, since: Number(startOfProcess(leader) ?? 0) };
}

/**
 * Kills every process of one run that is left: the group of `leader`, its descendants as long as their parents
 * live, those of its session, and all whose environment has the run's mark (daemons that forked twice and began
 * a session of their own). Linux; elsewhere the group only.
 *
 * Out of reach without a sandbox: one that left the session, lost its parent, and cleared its environment.
 */
export async function killRun(run: RunProcesses): Promise<void> {
  signalTo(-run.leader);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const found = await processesOf(run);
    if (found.length === 0) return;
    // None may start others while the rest is killed.
    for (const pid of found) signalTo(pid, "SIGSTOP");
    for (const pid of found) signalTo(pid);
  }
}

async function processesOf({ leader, mark, since }: RunProcesses): Promise<number[]> {
  if (process.platform !== "linux") return [];
  const limit = pLimit(32);
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map((pid) => limit(() => readStat(pid))));
  const living = stats.filter(
    (stat) => stat !== null && stat.state !== "Z" && stat.start >= since && stat.pid !== process.pid,
  );
  const mine = new Set([leader]);
  // Parents have no smaller numbers than their children once these wrapped around: until nothing is added.
  for (let before = 0; before !== mine.size; ) {
    before = mine.size;
    for (const stat of living) {
      if (mine.has(stat!.parent) || stat!.session === leader || stat!.group === leader) mine.add(stat!.pid);
    }
  }
  const wanted = `${RUN_VARIABLE}=${mark}`;
  const marked = await Promise.all(
    living.map((stat) => limit(async () => mine.has(stat!.pid) || (await hasVariable(stat!.pid, wanted)))),
  );
  return living.filter((_, index) => marked[index]).map((stat) => stat!.pid);
}

interface Stat {
  readonly pid: number;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly start: number;
}

async function readStat(pid: number): Promise<Stat | null> {
  try {
    const fields = fieldsOfStat(await readFile(`/proc/${pid}/stat`, "latin1"));
    const [parent = 0, group = 0, session = 0] = fields.slice(1, 4).map(Number);
    return { pid, state: fields[0] ?? "", parent, group, session, start: Number(fields[19]) };
  } catch {
    return null;
  }
}

async function hasVariable(pid: number, wanted: string): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0").includes(wanted);
  } catch {
    return false;
  }
}

function signalTo(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or another user's.
  }
}
