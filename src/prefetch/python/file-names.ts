/** What a wheel's name says of it. */
export interface WheelName {
  /** As written, PEP 503 says which names are the same. */
  readonly project: string;
  readonly version: string;
  /** Sorts wheels of one version; empty: none. */
  readonly build: string;
  /** Compressed sets: `py2.py3`. */
  readonly python: string;
  readonly abi: string;
  readonly platform: string;
}

const wheelForm = /^([^-]+)-([^-]+)(?:-(\d[^-]*))?-([^-]+)-([^-]+)-([^-]+)\.whl$/;

/** Reads a wheel's file name; null where it is none. Source: PyPA, "Binary distribution format", file names. */
export function parseWheelName(file: string): WheelName | null {
  const match = wheelForm.exec(file);
  if (match === null) return null;
  const [, project = "", version = "", build = "", python = "", abi = "", platform = ""] = match;
  return { project, version, build, python, abi, platform };
}

/** What a source archive's name says of it. */
export interface SdistName {
  readonly project: string;
  readonly version: string;
  /** Without its first dot. */
  readonly extension: string;
}

const sdistForm = /^(.+)-([^-]+)\.(tar\.gz|zip|tar\.bz2|tgz)$/;

/** Reads the name of a source archive; null where it is none. Source: PEP 625, and what was usual before. */
export function parseSdistName(file: string): SdistName | null {
  const match = sdistForm.exec(file);
  if (match === null) return null;
  const [, project = "", version = "", extension = ""] = match;
  return { project, version, extension };
}

/** A project's name as indexes compare them. Source: PEP 503, "Normalized Names". */
export function normalizeProject(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/**
 * A version as files of one release may write it differently: lower case, `-` as `_`, without zeros in front or at the
 * end. Not PEP 440's whole normal form: to compare what a tool says with what a file is called.
 */
export function comparableVersion(version: string): string {
  const lower = version.toLowerCase().replace(/^v/, "").replace(/-/g, "_");
  const [, release = "", rest = ""] = /^((?:\d+!)?\d+(?:\.\d+)*)(.*)$/.exec(lower) ?? [lower, lower];
  const numbers = release.split(".").map((part) => part.replace(/^0+(?=\d)/, ""));
  while (numbers.length > 1 && numbers.at(-1) === "0") numbers.pop();
  const tail = rest
    .replace(
      /[._]?(alpha|beta|preview|pre|rc|a|b|c|post|rev|r|dev)[._]?/g,
      (_, word: string) => WORDS[word] ?? word,
    )
    .replace(/(a|b|rc|\.post|\.dev)(?!\d)/g, "$10");
  return `${numbers.join(".")}${tail}`;
}

const WORDS: Readonly<Record<string, string>> = {
  alpha: "a",
  beta: "b",
  c: "rc",
  pre: "rc",
  preview: "rc",
  post: ".post",
  rev: ".post",
  r: ".post",
  dev: ".dev",
};
