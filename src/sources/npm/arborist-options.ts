import type { NpmConfig } from "../../registry/npm-config.ts";

/**
 * Arborist's options under which the same manifest gives the same tree on every machine.
 *
 * @param packumentCache `corgi:URL` or `full:URL` → packument, pacote's own convention
 */
export function arboristOptions(
  path: string,
  config: NpmConfig,
  packumentCache: Map<string, unknown>,
): Record<string, unknown> {
  return {
    ...config.flat,
    path,
    packumentCache,
    lockfileVersion: 3,
    packageLock: true,
    ignoreScripts: true,
    // A user's own taste for their checkouts must not reach a derivation.
    legacyPeerDeps: false,
    strictPeerDeps: false,
    preferDedupe: false,
    installStrategy: "hoisted",
    installLinks: false,
    workspacesEnabled: false,
    global: false,
    force: false,
    omit: [],
  };
}
