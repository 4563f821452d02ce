/** Whose names and versions they are. */
export type Ecosystem = "npm" | "pypi" | "go";

/** What registries are asked about. */
export interface PackageVersion {
  readonly ecosystem: Ecosystem;
  /** As its registry has it: `@scope/name`; normalised (PEP 503); a module path. */
  readonly name: string;
  /** Go's without its `v`. */
  readonly version: string;
}

/** npm's words, least first. */
export const levels = ["low", "moderate", "high", "critical"] as const;
export type Level = (typeof levels)[number];

/** info: npm's word for what is no weakness; unknown: whoever wrote it does not say, as for Python and Go. */
export type Severity = Level | "info" | "unknown";

/** What somebody published about some versions of one package. */
export interface Advisory {
  /** GHSA-… where it has one, else CVE-…, PYSEC-…, GO-…; `npm:123` where a registry has only numbers. */
  readonly id: string;
  /** Its other IDs, sorted. */
  readonly aliases: readonly string[];
  readonly ecosystem: Ecosystem;
  readonly package: string;
  /** In the ecosystem's own words, `<1.2.6`; null: only the versions asked for are known to be affected. */
  readonly affected: string | null;
  /** First versions without it, lowest first; empty: none is known. */
  readonly fixed: readonly string[];
  readonly severity: Severity;
  /** CVSS base score, 0.1 to 10; null: not stated. */
  readonly cvss: number | null;
  readonly title: string;
  readonly url: string | null;
}

/** One version that an advisory is about. */
export interface Hit {
  readonly advisory: Advisory;
  readonly version: string;
}

/** The same text for the same version of the same package. */
export function packageKey({ ecosystem, name, version }: PackageVersion): string {
  return `${ecosystem}:${name}@${version}`;
}

const words: Readonly<Record<string, Severity>> = { medium: "moderate", none: "info" };

/** What an advisory's own word means; `unknown` for what is none. */
export function severityOf(word: unknown): Severity {
  const text = String(word).toLowerCase();
  if (text === "info" || (levels as readonly string[]).includes(text)) return text as Severity;
  return words[text] ?? "unknown";
}

/** Higher is worse. What nobody rated stands with the moderate ones. */
export function rankOf(severity: Severity): number {
  if (severity === "info") return -1;
  return levels.indexOf(severity === "unknown" ? "moderate" : severity);
}

/** Whether it counts at a level: not to know how bad something is, is no reason to be silent about it. */
export function reaches(severity: Severity, level: Level): boolean {
  return severity === "unknown" || rankOf(severity) >= levels.indexOf(level);
}
