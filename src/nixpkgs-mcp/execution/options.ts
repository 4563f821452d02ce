import type { NixProgram } from "../../nix/find-nix.ts";
import type { Marks } from "../marks.ts";
import type { Policy } from "../policy/schema.ts";

export interface PackageFacts {
  readonly mainProgram: string | null;
  readonly marks: Marks;
}

export interface Limits {
  /** Programs that run at once. */
  readonly runsAtOnce: number;
  /** Evaluations and builds at once; each may take gigabytes. */
  readonly buildsAtOnce: number;
  readonly buildTimeoutMs: number;
  readonly stdinBytes: number;
  /** Bytes of arguments, all together. */
  readonly argumentBytes: number;
  /** Bytes of one stream in a result; of longer ones head and tail. */
  readonly outputBytes: number;
  /** Bytes kept on disk of one output, of all outputs, and for how long. */
  readonly savedOutputBytes: number;
  readonly savedTotalBytes: number;
  readonly savedForMs: number;
  /** How long a package that nobody uses is kept from garbage collection. */
  readonly rememberedForMs: number;
  /** After this time a flake reference without a revision is looked at anew. */
  readonly flakeMaxAgeMs: number;
}

export const defaultLimits: Limits = {
  runsAtOnce: 4,
  buildsAtOnce: 2,
  buildTimeoutMs: 30 * 60_000,
  stdinBytes: 1_048_576,
  argumentBytes: 1_000_000,
  outputBytes: 50_000,
  savedOutputBytes: 64_000_000,
  savedTotalBytes: 512_000_000,
  savedForMs: 24 * 3_600_000,
  rememberedForMs: 30 * 24 * 3_600_000,
  flakeMaxAgeMs: 24 * 3_600_000,
};

export interface ExecutorOptions {
  /** Where packages come from, such as `github:NixOS/nixpkgs/<revision>` or `path:/folder`. */
  readonly flake: string;
  /** The user's own form of references to other revisions, `{revision}` standing for the commit: trusted as `flake` is. */
  readonly flakeTemplate?: string;
  /** `$XDG_CACHE_HOME/nixpkgs-mcp` */
  readonly cacheDir: string;
  readonly policy: Policy;
  /** Files of this server, beside those of its folders, that tools in the sandbox neither see nor change. */
  readonly ownFiles?: readonly string[];
  /** Folders for clients without roots of their own, absolute. */
  readonly roots: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Without it, looked for when it is first needed. */
  readonly nix?: NixProgram;
  /** Further options of every `nix` command (`--option sandbox false`, `--offline`). */
  readonly nixOptions?: readonly string[];
  /** What the catalog knows, so that a forbidden package need not be evaluated; `null`: nothing. */
  readonly facts?: (attr: string) => Promise<PackageFacts | null>;
  readonly limits?: Partial<Limits>;
  /** There is one client and never another (stdio): it may have all places. */
  readonly oneCaller?: boolean;
}
