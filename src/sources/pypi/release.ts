import { type FileName, parseFileName, type SdistName, type WheelName } from "../../python/file-name.ts";
import { fullVersion, type PythonSystem, pythonSystems } from "../../python/target.ts";
import { allows, compareVersions, isSpecifier } from "../../python/versions.ts";
import type { IndexFile, ProjectPage } from "./project-page.ts";
import { fitsTarget, isPure } from "./wheel-tags.ts";

export interface Published<Name extends FileName = FileName> {
  readonly file: IndexFile;
  readonly name: Name;
}

/** One version of a project with its files. */
export interface Release {
  /** PEP 440's normal form. */
  readonly version: string;
  readonly sdists: readonly Published<SdistName>[];
  readonly wheels: readonly Published<WheelName>[];
  /** Every file was withdrawn: the reason, perhaps empty; null: not so. */
  readonly yanked: string | null;
}

/** The releases of a page, oldest first; files that are neither wheel nor sdist are left out. */
export function releasesOf(page: ProjectPage, project: string): Release[] {
  const byVersion = new Map<string, Published[]>();
  for (const file of page.files) {
    const name = parseFileName(file.name, project);
    if (name === null) continue;
    const files = byVersion.get(name.version);
    if (files === undefined) byVersion.set(name.version, [{ file, name }]);
    else files.push({ file, name });
  }
  return [...byVersion]
    .map(([version, files]) => releaseOf(version, files))
    .toSorted((one, other) => compareVersions(one.version, other.version));
}

function releaseOf(version: string, files: readonly Published[]): Release {
  const sorted = files.toSorted((one, other) => (one.file.name < other.file.name ? -1 : 1));
  const withdrawn = sorted.every(({ file }) => file.yanked !== null);
  return {
    version,
    sdists: sorted.filter((one): one is Published<SdistName> => one.name.kind === "sdist"),
    wheels: sorted.filter((one): one is Published<WheelName> => one.name.kind === "wheel"),
    yanked: withdrawn ? (sorted.find(({ file }) => file.yanked !== "")?.file.yanked ?? "") : null,
  };
}

/** Whether `Requires-Python` of a file allows a Python (`3.13`). What is no specifier is overlooked, as pip does. */
export function allowsPython(file: IndexFile, python: string): boolean {
  const wanted = file.requiresPython;
  return wanted === null || !isSpecifier(wanted) || allows(wanted, fullVersion(python));
}

/** What of a release can be used for a Python and at least one of the systems. */
export interface Usable {
  readonly sdist: Published<SdistName> | null;
  /** One that is for every machine. */
  readonly pure: Published<WheelName> | null;
  /** All that fit the Python and a system, `pure` ones too. */
  readonly wheels: readonly Published<WheelName>[];
}

/** Of several sdists the one that nixpkgs' `fetchPypi` has as its default comes first. */
const extensions = ["tar.gz", "zip", "tar.bz2", "tar.xz", "tgz"];

/** null when nothing of it is. */
export function usable(
  release: Release,
  python: string,
  systems: readonly PythonSystem[] = pythonSystems,
): Usable | null {
  const sdist = release.sdists
    .filter(({ file }) => allowsPython(file, python))
    .toSorted(
      (one, other) => extensions.indexOf(one.name.extension) - extensions.indexOf(other.name.extension),
    )[0];
  const wheels = release.wheels.filter(
    ({ file, name }) =>
      allowsPython(file, python) && systems.some((system) => fitsTarget(name, python, system)),
  );
  if (sdist === undefined && wheels.length === 0) return null;
  return { sdist: sdist ?? null, pure: wheels.find(({ name }) => isPure(name)) ?? null, wheels };
}
