import type { ContentCache } from "../../cache/content-cache.ts";
import type { Connection } from "../../cache/http.ts";

export interface NpmDepsOptions {
  /**
   * What `fetchNpmDeps` is told as `fetcherVersion` (`npmDepsFetcherVersion`). 1: tarballs. 2: packuments
   * besides, and the number in `.fetcher-version`. A higher number does what 2 does and is written there.
   */
  readonly fetcherVersion: number;
  /** npm's default registry: whose address packuments stand under, whatever registry is really asked. */
  readonly registry: string;
  readonly cache: ContentCache;
  /** Downloads at a time; 16 without it. */
  readonly concurrency?: number | undefined;
  /** Private headers for a URL (authorization). */
  readonly headersFor?: ((url: string) => Record<string, string>) | undefined;
  /** Where a URL of the lockfile is really downloaded from. In the cache it keeps the lockfile's. */
  readonly rewriteUrl?: ((url: string) => string) | undefined;
  /** Proxy, certificates and the like; npm's flat options may be passed as they are. */
  readonly connection?: Connection | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: NpmDepsEvent) => void) | undefined;
  /** Takes git dependencies with install scripts and no lockfile too (`forceGitDeps` of `fetchNpmDeps`). */
  readonly forceGitDeps?: boolean | undefined;
  /** Makes an empty cache for a lockfile without dependencies (`forceEmptyCache` of `fetchNpmDeps`). */
  readonly forceEmptyCache?: boolean | undefined;
  /** The lockfile's name for messages; `package-lock.json` without it. */
  readonly where?: string | undefined;
}

/** Progress of one lockfile; `done` of `total` is over tarballs and packuments together. */
export type NpmDepsEvent =
  | { readonly type: "memoised" }
  | { readonly type: "planned"; readonly tarballs: number; readonly packuments: number }
  | {
      readonly type: "tarball" | "packument";
      /** Package name, or its folder in the lockfile. */
      readonly name: string;
      readonly bytes: number;
      readonly done: number;
      readonly total: number;
    };
