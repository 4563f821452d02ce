import { normalizeName } from "../../python/names.ts";

/** What METADATA or PKG-INFO of a distribution says. */
export interface CoreMetadata {
  /** `Metadata-Version`: `2.4`. */
  readonly metadataVersion: string;
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  /** The README, mostly; empty where there is none. */
  readonly description: string;
  readonly requiresPython: string | null;
  /** As written. */
  readonly requiresDist: readonly string[];
  /** Normalised. */
  readonly providesExtra: readonly string[];
  /** SPDX (PEP 639). */
  readonly licenseExpression: string | null;
  /** Free text, of before PEP 639. */
  readonly license: string | null;
  readonly classifiers: readonly string[];
  /** Label → address, in their order; `Home-page` is under `Homepage`. */
  readonly urls: ReadonlyMap<string, string>;
  /** Fields, in lower case, that a build may fill in otherwise (PEP 643). */
  readonly dynamic: ReadonlySet<string>;
}

/**
 * Reads core metadata: header fields up to the first empty line, continued on lines that begin with white space.
 *
 * Source: PyPA, "Core metadata specifications"; PEP 566, PEP 639, PEP 643.
 *
 * @returns null when it has no name or version
 */
export function parseCoreMetadata(text: string): CoreMetadata | null {
  const fields = fieldsOf(text);
  const all = (name: string) => fields.get(name) ?? [];
  const one = (name: string) => all(name).find((value) => value !== "" && value !== "UNKNOWN");
  const [name, version] = [one("name"), one("version")];
  if (name === undefined || version === undefined) return null;
  const urls = all("project-url").flatMap((line) => {
    const comma = line.indexOf(",");
    return comma < 0 ? [] : [[line.slice(0, comma).trim(), line.slice(comma + 1).trim()] as const];
  });
  const home = one("home-page");
  return {
    metadataVersion: one("metadata-version") ?? "1.0",
    name,
    version,
    summary: one("summary") ?? "",
    description: one("description") ?? bodyOf(text),
    requiresPython: one("requires-python") ?? null,
    requiresDist: all("requires-dist"),
    providesExtra: all("provides-extra").map(normalizeName),
    licenseExpression: one("license-expression") ?? null,
    license: one("license") ?? null,
    classifiers: all("classifier"),
    urls: new Map([...urls, ...(home === undefined ? [] : [["Homepage", home] as const])]),
    dynamic: new Set(all("dynamic").map((field) => field.toLowerCase())),
  };
}

/** What follows the first empty line. Source: core metadata 2.1. */
function bodyOf(text: string): string {
  const end = /(?:\r\n|\n|\r(?!\n)){2}/.exec(text);
  return end === null ? "" : text.slice(end.index + end[0].length);
}

function fieldsOf(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    if (line === "") break;
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) last[last.length - 1] += `\n${line.replace(/^(?: {7}\||[ \t]+)/, "")}`;
      continue;
    }
    const [, name, value] = /^([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase();
    last = fields.get(key) ?? [];
    last.push(value.trim());
    fields.set(key, last);
  }
  return fields;
}
