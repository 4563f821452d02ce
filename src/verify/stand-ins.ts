import { stat } from "node:fs/promises";
import { dirname, normalize } from "node:path";
import { HOME, SYSTEM } from "./sandbox/sandbox.ts";

/** Places that are there anyhow, or must be what they are. */
const KEPT = [...SYSTEM, "/nix", "/proc", "/dev", "/sys", "/etc", "/run", "/var", HOME];

/**
 * Folders and files of this machine that arguments and variables name: a server that is told to work in one does not
 * start where it is missing. Inside they are empty.
 *
 * @param texts arguments and values of variables
 */
export async function standInsFor(
  texts: readonly string[],
): Promise<{ readonly path: string; readonly kind: "folder" | "file" }[]> {
  const named = texts.flatMap((text) => text.match(/(?<![\w:/.~-])\/[^\s:,;="']+/g) ?? []);
  const paths = [...new Set(named.map((path) => normalize(path).replace(/\/$/, "")))].sort();
  const found = await Promise.all(
    paths
      .filter((path) => path !== "" && !KEPT.some((kept) => path === kept || path.startsWith(`${kept}/`)))
      .map(async (path) => {
        const status = await stat(path).catch(() => null);
        if (status === null) return null;
        return { path, kind: status.isDirectory() ? ("folder" as const) : ("file" as const) };
      }),
  );
  const all = found.filter((one) => one !== null);
  // A file's folder is made on its way; one that is a file here can hold nothing.
  return all.filter(
    ({ path }) => !all.some((other) => other.kind === "file" && dirname(path) === other.path),
  );
}
