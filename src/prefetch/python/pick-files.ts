import type { PythonSystem } from "../../config/lock-python-file-schema.ts";
import { comparableVersion, parseSdistName, parseWheelName } from "./file-names.ts";
import type { IndexFile } from "./python-index.ts";
import { wheelRank } from "./wheel-rank.ts";

/**
 * The wheel of one version that fits a system best; null where none does. Of several that fit as well the one with the
 * highest build tag, and then the first by name: the index's order is nobody's promise.
 *
 * @param python `3.13`
 */
export function pickWheel(
  files: readonly IndexFile[],
  version: string,
  system: PythonSystem,
  python: string,
): IndexFile | null {
  const rank = wheelRank(system, python);
  const wanted = comparableVersion(version);
  const fitting = files.flatMap((file) => {
    const wheel = parseWheelName(file.name);
    if (wheel === null || comparableVersion(wheel.version) !== wanted) return [];
    const place = rank(wheel);
    return place === null ? [] : [{ file, place, build: Number.parseInt(wheel.build || "0", 10) }];
  });
  fitting.sort((a, b) => a.place - b.place || b.build - a.build || (a.file.name < b.file.name ? -1 : 1));
  return fitting[0]?.file ?? null;
}

/** The source archive of one version, `tar.gz` before others; null where there is none. */
export function pickSdist(files: readonly IndexFile[], version: string): IndexFile | null {
  const wanted = comparableVersion(version);
  const found = files.filter(({ name }) => {
    const parts = parseSdistName(name);
    return parts !== null && comparableVersion(parts.version) === wanted;
  });
  return found.toSorted((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1))[0] ?? null;
}

function order({ name }: IndexFile): number {
  return name.endsWith(".tar.gz") ? 0 : 1;
}
