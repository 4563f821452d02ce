import type { NpmConfig } from "../../registry/npm-config.ts";
import type { PackumentStore } from "./packument-view.ts";

/**
 * Arborist's options under which the same manifest gives the same tree on every machine.
 *
 * @param packumentCache what pacote looks packuments up in before it asks the registry
 */
export function arboristOptions(
  path: string,
  config: NpmConfig,
  packumentCache: PackumentStore,
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
