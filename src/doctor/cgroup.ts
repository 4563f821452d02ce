import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The cgroups of a process: path by hierarchy, `""` for version 2, else the controller's name. */
export type Cgroups = ReadonlyMap<string, string>;

/** `/proc/PID/cgroup`. Source: cgroups(7), "/proc files". */
export function parseCgroups(text: string): Cgroups {
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    for (const controller of match[1]!.split(",")) found.set(controller, match[2]!);
  }
  return found;
}

/** Where systemd has put it: its own hierarchy, which is version 2's or `name=systemd`. */
export function unitPath(cgroups: Cgroups): string {
  const unified = cgroups.get("") ?? "/";
  return unified === "/" ? (cgroups.get("name=systemd") ?? unified) : unified;
}

/** The innermost scope or service and the slice around it, of a path of units. */
export function unitsOf(path: string): { unit: string | null; slice: string | null } {
  const parts = path.split("/").filter((part) => part !== "");
  const unit = parts.findLast((part) => /\.(?:scope|service)$/.test(part)) ?? null;
  const before = unit === null ? parts : parts.slice(0, parts.lastIndexOf(unit));
  return { unit, slice: before.findLast((part) => part.endsWith(".slice")) ?? null };
}

/** The cgroups of a process and of everything it started, the outermost first; processes that end meanwhile are left out. */
export async function cgroupsOfTree(pid: number): Promise<Cgroups[]> {
  const text = await readFile(`/proc/${pid}/cgroup`, "utf8").catch(() => "");
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const below = await Promise.all(
    children
      .split(" ")
      .filter((child) => /^\d+$/.test(child))
      .map((child) => cgroupsOfTree(Number(child))),
  );
  return [...(text === "" ? [] : [parseCgroups(text)]), ...below.flat()];
}

/** A file of a controller for a process' cgroup, in version 2 or, with the other name, in version 1; null: there is none. */
export async function controllerFile(
  cgroups: Cgroups,
  controller: string,
  names: { readonly v2: string; readonly v1: string | null },
  root = "/sys/fs/cgroup",
): Promise<{ readonly version: 1 | 2; readonly text: string } | null> {
  const read = (path: string) =>
    readFile(path, "utf8").then(
      (text) => text.trim(),
      () => null,
    );
  const unified = cgroups.get("");
  if (unified !== undefined) {
    for (const mount of [root, join(root, "unified")]) {
      const text = await read(join(mount, unified, names.v2));
      if (text !== null) return { version: 2, text };
    }
  }
  const own = cgroups.get(controller);
  if (own === undefined || names.v1 === null) return null;
  const text = await read(join(root, controller, own, names.v1));
  return text === null ? null : { version: 1, text };
}
