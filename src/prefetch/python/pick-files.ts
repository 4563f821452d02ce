import type { PythonSystem } from "../../config/lock-python-file-schema.ts";
import { parseFileName } from "../../python/file-name.ts";
import { isSameVersion } from "../../python/versions.ts";
import type { IndexFile } from "./python-index.ts";
import { wheelRank } from "./wheel-rank.ts";

/**
 * The wheel of one version that fits a system best; null where none does. Of several that fit as well the one with the
 * highest build tag, and then the first by name: the index's order is nobody's promise.
 *
 * @param project PEP 503 name
 * @param python `3.13`
 */
export function pickWheel(
  files: readonly IndexFile[],
  project: string,
  version: string,
  system: PythonSystem,
  python: string,
): IndexFile | null {
  const rank = wheelRank(system, python);
  const fitting = files.flatMap((file) => {
    const wheel = parseFileName(file.name, project);
    if (wheel?.kind !== "wheel" || !isSameVersion(wheel.version, version)) return [];
    const place = rank(wheel);
    return place === null ? [] : [{ file, place, build: Number.parseInt(wheel.build || "0", 10) }];
  });
  fitting.sort((a, b) => a.place - b.place || b.build - a.build || (a.file.name < b.file.name ? -1 : 1));
  return fitting[0]?.file ?? null;
}

/** The source archive of one version, `tar.gz` before others; null where there is none. */
export function pickSdist(files: readonly IndexFile[], project: string, version: string): IndexFile | null {
  const found = files.filter(({ name }) => {
    const parts = parseFileName(name, project);
    return parts?.kind === "sdist" && isSameVersion(parts.version, version);
  });
  return found.toSorted((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1))[0] ?? null;
}

function order({ name }: IndexFile): number {
  return name.endsWith(".tar.gz") ? 0 : 1;
}
