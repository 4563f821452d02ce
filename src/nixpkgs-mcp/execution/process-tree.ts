import { readdir, readFile } from "node:fs/promises";
import pLimit from "p-limit";

/** Set in the environment of what we run: all it starts inherits it, however it hides from its parent. */
export const RUN_VARIABLE = "NIXPKGS_MCP_RUN";

/** More passes than any honest tree needs; what starts faster than that, the next sweep finds. */
const MOST_PASSES = 50;

/**
 * Kills every process of one run that is left: the group of `leader`, its descendants as long as their parents
 * live, those of its session, and all whose environment has the run's mark (daemons that forked twice and began
 * a session of their own). Linux; elsewhere the group only.
 *
 * Out of reach without a sandbox: one that left the session, lost its parent, and cleared its environment.
 *
 * @param mark the value of `RUN_VARIABLE` in that run
 */
export async function killRun(leader: number, mark: string): Promise<void> {
  signalTo(-leader);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const found = await processesOf(leader, mark);
    if (found.length === 0) return;
    // None may start others while the rest is killed.
    for (const pid of found) signalTo(pid, "SIGSTOP");
    for (const pid of found) signalTo(pid);
  }
}

/** The living processes of a run, but for the leader itself when it is a zombie. */
export async function processesOf(leader: number, mark: string): Promise<number[]> {
  if (process.platform !== "linux") return [];
  const limit = pLimit(32);
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map((pid) => limit(() => readStat(pid))));
  const living = stats.filter((stat) => stat !== null && stat.state !== "Z" && stat.pid !== process.pid);
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
}

/** proc(5), `/proc/PID/stat`; the command in parentheses may hold spaces and parentheses itself. */
async function readStat(pid: number): Promise<Stat | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "latin1");
    const [state = "", parent, group, session] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { pid, state, parent: Number(parent), group: Number(group), session: Number(session) };
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
