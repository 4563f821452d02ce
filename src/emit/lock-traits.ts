import { z } from "zod";

/** What of a lockfile decides about the arguments of `buildNpmPackage`. */
interface LockTraits {
  /** fetchNpmDeps finds nothing to fetch, which it takes for a mistake unless told otherwise. */
  readonly emptyCache: boolean;
  /**
   * npm may install nothing: there are no dependencies, or only optional ones, of other platforms. Then
   * there is no node_modules, which npm-install-hook takes for granted.
   */
  readonly perhapsNoModules: boolean;
  /**
   * npm-config-hook rewrites the lockfile: it takes the integrity off git dependencies, and makes every
   * integrity the one hash that the cache has.
   */
  readonly writableLock: boolean;
}

const lockfile = z.object({
  packages: z
    .record(
      z.string(),
      z.object({
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        optional: z.boolean().optional(),
      }),
    )
    .optional(),
});

/**
 * Source: nixpkgs, pkgs/build-support/node/fetch-npm-deps/src (`parse/lock.rs` for what is fetched,
 * `fixup_lockfile` in `main.rs`). `text` is a complete lockfile of version 2 or 3.
 */
export function lockTraits(text: string): LockTraits {
  const { "": _root, ...places } = lockfile.parse(JSON.parse(text)).packages ?? {};
  const packages = Object.values(places);
  const integrities = new Map<string, string>();
  let emptyCache = true;
  let writableLock = false;
  for (const { resolved, integrity } of packages) {
    if (resolved === undefined) continue;
    if (/^(?:https?|git\+(?:https?|ssh)|git):/.test(resolved)) emptyCache = false;
    if (integrity === undefined) continue;
    const same = integrities.get(resolved) ?? integrity;
    if (resolved.startsWith("git+ssh:") || integrity.includes(" ") || same !== integrity) writableLock = true;
    integrities.set(resolved, integrity);
  }
  return { emptyCache, writableLock, perhapsNoModules: packages.every(({ optional }) => optional === true) };
}
