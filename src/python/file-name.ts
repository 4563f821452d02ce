import { isProjectName, normalizeName } from "./names.ts";
import { normalVersion } from "./versions.ts";

/** What the name of a published file says. */
export type FileName = SdistName | WheelName;

export interface SdistName {
  readonly kind: "sdist";
  /** As written in the file's name. */
  readonly project: string;
  readonly written: string;
  /** PEP 440's normal form. */
  readonly version: string;
  /** `tar.gz`, `zip`, … */
  readonly extension: string;
}

export interface WheelName {
  readonly kind: "wheel";
  readonly project: string;
  readonly written: string;
  readonly version: string;
  /** Empty without one. */
  readonly build: string;
  /** Tags as in the name, compressed ones with dots: `py2.py3`. */
  readonly python: string;
  readonly abi: string;
  readonly platform: string;
}

const sdistForm = /^(.+)\.(tar\.gz|zip|tar\.bz2|tar\.xz|tgz)$/;

/**
 * Reads the name of a published file of a project; null for what is neither a wheel nor an sdist, and for names that
 * are not about this project.
 *
 * Source: PEP 427 "File name convention", PEP 625; for older sdists, pip's reading: the project's name, then `-`.
 *
 * @param project normalised
 */
export function parseFileName(file: string, project: string): FileName | null {
  return file.endsWith(".whl") ? wheelName(file, project) : sdistName(file, project);
}

function wheelName(file: string, project: string): WheelName | null {
  const parts = file.slice(0, -4).split("-");
  if (parts.length !== 5 && parts.length !== 6) return null;
  const [name = "", written = ""] = parts;
  const [python = "", abi = "", platform = ""] = parts.slice(-3);
  const version = normalVersion(written.replaceAll("_", "-"));
  if (version === null || !isProjectName(name) || normalizeName(name) !== project) return null;
  const build = parts.length === 6 ? (parts[2] ?? "") : "";
  return { kind: "wheel", project: name, written, version, build, python, abi, platform };
}

function sdistName(file: string, project: string): SdistName | null {
  const [, stem, extension] = sdistForm.exec(file) ?? [];
  if (stem === undefined || extension === undefined) return null;
  for (let dash = stem.indexOf("-"); dash > 0; dash = stem.indexOf("-", dash + 1)) {
    const name = stem.slice(0, dash);
    if (!isProjectName(name) || normalizeName(name) !== project) continue;
    const written = stem.slice(dash + 1);
    const version = normalVersion(written);
    if (version !== null) return { kind: "sdist", project: name, written, version, extension };
  }
  return null;
}
