import type Arborist from "@npmcli/arborist";
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

/**
 * Builds an ideal tree for packages of any platform. Arborist's last step refuses what does not run on the
 * machine it works on; the tree is whole by then, and the machine is not the one it is for.
 */
export async function onAnyPlatform(
  arborist: Arborist,
  build: () => Promise<Arborist.Node>,
): Promise<Arborist.Node> {
  try {
    return await build();
  } catch (error) {
    if (Object(error).code === "EBADPLATFORM" && arborist.idealTree !== null) return arborist.idealTree;
    throw error;
  }
}
