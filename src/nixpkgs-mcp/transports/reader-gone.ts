import { closeSync, constants, fstatSync, openSync } from "node:fs";

/**
 * Tells, without writing to it, whether nobody can read `fd` any more. Linux says so of a pipe (ENXIO for one without
 * readers, fifo(7)); for a socket it is told by the parent, which is the client in most cases, having gone.
 */
export function readerGone(fd: number, parent: number): boolean {
  if (process.ppid !== parent) return true;
  if (process.platform !== "linux") return false;
  try {
    if (!fstatSync(fd).isFIFO()) return false;
    closeSync(openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENXIO";
  }
}
