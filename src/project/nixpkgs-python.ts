import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { xdgFolders } from "../config/xdg.ts";
import { catalogsFolder } from "../nixpkgs-mcp/catalog/acquire.ts";
import { OpenedCatalog } from "../nixpkgs-mcp/catalog/opened-catalog.ts";
import { CatalogStore, type Pointer } from "../nixpkgs-mcp/catalog/store.ts";
import type { Catalog } from "../nixpkgs-mcp/catalog/types.ts";
import type { NixpkgsPython } from "../sources/pypi/nixpkgs-python.ts";

/**
 * nixpkgs' Python packages out of the catalogs that nixpkgs-mcp keeps: the newest of them. Nothing is fetched.
 *
 * @returns null where there is none, or none that can be read
 */
export async function openNixpkgsPython(
  env: Readonly<Record<string, string | undefined>>,
): Promise<NixpkgsPython | null> {
  const root = catalogsFolder(join(xdgFolders(env).cache, "nixpkgs-mcp"));
  const names = await readdir(root).catch(() => []);
  const found: { store: CatalogStore; pointer: Pointer }[] = [];
  for (const name of names) {
    const store = new CatalogStore(join(root, name));
    const pointer = await store.pointer();
    if (pointer !== null) found.push({ store, pointer });
  }
  found.sort((one, other) => (one.pointer.facts.fetchedAt < other.pointer.facts.fetchedAt ? 1 : -1));
  for (const { store, pointer } of found) {
    const catalog = opened(store, pointer);
    if (catalog !== null) return pythonOf(catalog);
  }
  return null;
}

function opened(store: CatalogStore, pointer: Pointer): Catalog | null {
  try {
    return new OpenedCatalog(store.pathOf(pointer), pointer.facts);
  } catch {
    // nixpkgs-mcp builds a broken one anew when it next runs.
    return null;
  }
}

/** Channels list the package set of each Python by its version, `python313Packages`. */
function pythonOf(catalog: Catalog): NixpkgsPython {
  const sets = new Set(catalog.setCounts().map(({ set }) => set));
  const setOf = (python: string) => `python${python.replace(".", "")}Packages`;
  return {
    revision: catalog.facts.revision ?? catalog.facts.sha256,
    versionOf: (python, attr) => catalog.package(`${setOf(python)}.${attr}`)?.version ?? null,
    has: (python) => sets.has(setOf(python)),
  };
}
