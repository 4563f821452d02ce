import type { ContentCache } from "../cache/content-cache.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import type { GeneratedFile } from "../emit/generated-files.ts";

/** Where the files of a generated package come from. */
export interface PackagePlaces {
  readonly cache: ContentCache;
  /** The generated package's folder, absolute: what was committed is the other copy. */
  readonly folder: string;
  /** npm's default registry, by which a committed lockfile without `resolved` is completed. */
  readonly defaultRegistry: () => Promise<string>;
}

/** A way to build, as far as locks and generated files go. Nothing here asks the network. */
export interface Recipe<Locked extends LockedServer> {
  /**
   * Why the lock no longer answers its entry of servers.yaml, whose `source` it has; null: it does. The configured
   * registry is not looked at: an entry made from a mirror keeps the mirror's addresses until it is made anew.
   */
  stale(server: ServerSpec, locked: Locked, style: Settings["style"]): string | null;
  /** Why its package cannot be written from the lock, the cache and what was written before; null: it can. */
  missing(locked: Locked, places: PackagePlaces): Promise<string | null>;
  /** The files of its package, relative to its folder; null where something is `missing`. */
  files(
    name: string,
    locked: Locked,
    places: PackagePlaces,
    style: Settings["style"],
  ): Promise<readonly GeneratedFile[] | null>;
  /** How many packages come with it; null where that is nixpkgs' matter. */
  dependencies(locked: Locked): number | null;
  /** The hash that stands for them, else which strategy needs none. */
  dependenciesHash(locked: Locked): string;
  /** Where in its store path the program's own code is, for the names of environment variables. */
  code(locked: Locked): string;
}
