import type { ContentCache } from "../cache/content-cache.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import type { GithubConfig } from "../registry/github-config.ts";
import type { GoConfig } from "../registry/go-config.ts";
import type { NpmRegistry } from "../sources/npm/npm-registry.ts";
import type { PypiIndexClient } from "../sources/pypi/index-client.ts";
import type { NixpkgsPython } from "../sources/pypi/nixpkgs-python.ts";
import type { Source } from "../sources/source.ts";

/** What servers are looked up and downloaded with, each made on first use. */
export interface Fetchers {
  readonly cache: () => Promise<ContentCache>;
  readonly npm: () => Promise<NpmRegistry>;
  readonly pypi: () => Promise<PypiIndexClient>;
  /** null: no catalog of nixpkgs is at hand. */
  readonly nixpkgsPython: () => Promise<NixpkgsPython | null>;
  readonly go: () => Promise<GoFetcher>;
  readonly github: () => Promise<GithubConfig>;
}

/** The go command's configuration, and the environment to run it with. */
export interface GoFetcher {
  readonly config: GoConfig;
  readonly env: NodeJS.ProcessEnv;
}

/** Where a server's look-up is, for a progress display. */
export interface Step {
  readonly text: string;
  readonly done?: number;
  readonly total?: number;
  readonly unit?: "bytes" | "packages" | "files";
}

export interface LockJob {
  readonly fetchers: Fetchers;
  readonly style: Settings["style"];
  readonly signal?: AbortSignal | undefined;
  /** Take no dependency that was published later, where its registry tells (npm's). */
  readonly before?: Date | undefined;
  readonly onStep?: ((step: Step) => void) | undefined;
}

/** A server that is about to be added, and what it turned out to need. */
export interface Settled {
  /** With the fields that it needs beyond its source, where the user sees them and can change them. */
  readonly server: ServerSpec;
  readonly package: string;
  readonly version: string;
  readonly mainProgram: string;
  /** null where that is nixpkgs' matter. */
  readonly dependencies: number | null;
  /** More, of its own kind, for `--json`. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** Looks servers of one source up. Nothing of them is run. Failures are UserErrors of the source's own codes. */
export interface Locker<Kind extends Source["kind"]> {
  settle(source: Extract<Source, { kind: Kind }>, asked: ServerSpec, job: LockJob): Promise<Settled>;
  /** @param previous its lock; of the same source its version is kept, and what it says is still to be true. */
  lock(
    source: Extract<Source, { kind: Kind }>,
    server: ServerSpec,
    job: LockJob & { readonly previous: LockedServer | undefined },
  ): Promise<{ readonly locked: LockedServer; readonly notes: readonly string[] }>;
}
