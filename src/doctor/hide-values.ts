import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { keepSecret } from "../mask-secrets.ts";

/**
 * From now on `maskSecrets` hides the values that a process, or one it started, has for these variables: a
 * server may repeat its key in its last words. Only on Linux; a process that is gone is passed over.
 */
export async function hideValues(pid: number, names: readonly string[]): Promise<void> {
  const wanted = new Set(names);
  const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
  for (const line of environment.split("\0")) {
    const at = line.indexOf("=");
    if (at <= 0 || !wanted.has(line.slice(0, at))) continue;
    const value = line.slice(at + 1);
    keepSecret(value);
    // What is shown of a text of several lines is shown line by line.
    for (const part of value.split("\n")) keepSecret(part.trim());
  }
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  await Promise.all(
    children
      .split(" ")
      .filter((child) => child !== "")
      .map((child) => hideValues(Number(child), names)),
  );
}

/** The same again and again until aborted: the wrapper gets the values only after it has started. */
export async function hideValuesWhile(
  pid: number,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (names.length === 0 || process.platform !== "linux") return;
  // A server that ends at once has to be caught; one that stays needs no hurry.
  for (let wait = 5; !signal.aborted; wait = Math.min(wait * 1.05, 500)) {
    await hideValues(pid, names);
    await pause(wait, undefined, { signal }).catch(() => {});
  }
}
