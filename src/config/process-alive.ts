import { readFileSync } from "node:fs";

/** Whether a process of this machine runs; one of another user counts, one that only waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return fieldOfStat(pid, 3) !== "Z";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * When a process began, in clock ticks since the boot: field 22 of `/proc/PID/stat` (proc(5)). null where
 * there is no such file (macOS, or the process is gone).
 */
export function startOfProcess(pid: number): string | null {
  return fieldOfStat(pid, 22);
}

/** The fields of the text of `/proc/PID/stat` from the third, the state, on. Source: proc(5). */
export function fieldsOfStat(text: string): string[] {
  // The second field is the command in parentheses and may hold spaces and parentheses itself.
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** A field of `/proc/PID/stat` from the third on, counted from 1. */
function fieldOfStat(pid: number, field: number): string | null {
  try {
    return fieldsOfStat(readFileSync(`/proc/${pid}/stat`, "utf8"))[field - 3] ?? null;
  } catch {
    return null;
  }
}
