/** What a check found; `doctor` shows all of them. */
export interface Finding {
  /** Stable, for scripts. */
  readonly check: Check;
  /** warning: it works, but less than was asked for. skipped: not looked at. */
  readonly level: "ok" | "warning" | "failed" | "skipped";
  /** One line; never with the value of a secret. */
  readonly text: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

export type Check =
  | "manifest"
  | "package"
  | "wrapper"
  | "secrets"
  | "answers"
  | "scope"
  | "limits"
  | "unit"
  | "port"
  | "systemd"
  | "cgroups"
  | "linger"
  | "slice"
  | "generation"
  | "runtime-folder";

/** How long things took, in milliseconds. */
interface Timings {
  /** Until the answer to `initialize`; over stdio the start of wrapper and server is in it. */
  readonly initialize: number;
  readonly toolsList: number;
}

export interface ServerReport {
  readonly name: string;
  /** null, as the package: the manifest's entry cannot be read. */
  readonly transport: "stdio" | "http" | null;
  readonly package: { readonly name: string; readonly version: string | null } | null;
  readonly findings: readonly Finding[];
  readonly serverInfo: { readonly name: string; readonly version: string } | null;
  readonly timings: Timings | null;
  readonly tools: number | null;
  /** The unit its processes lie in: a scope, or its service. */
  readonly unit: string | null;
  readonly slice: string | null;
  /** What it last said on stderr, when it does not work. */
  readonly stderr: string | null;
}

export function isWrong({ findings }: { readonly findings: readonly Finding[] }): boolean {
  return findings.some(({ level }) => level === "failed");
}
