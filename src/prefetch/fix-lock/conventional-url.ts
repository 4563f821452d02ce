/** A registry's address for each package: one for all, or by name where scopes have their own. */
export type RegistryOf = string | ((name: string) => string);

/**
 * The address npm registries give a published tarball: `REGISTRY/NAME/-/BASENAME-VERSION.tgz`, where
 * BASENAME is the name without its scope. `registry` may end in a slash or not.
 *
 * Source: npm's own registry; pacote and nixpkgs' `fetchNpmDeps` rely on nothing of it, since a
 * packument may state another address (`dist.tarball`), so what differs must stay written out.
 */
export function conventionalTarballUrl(registry: RegistryOf, name: string, version: string): string {
  const base = typeof registry === "string" ? registry : registry(name);
  return `${base.replace(/\/+$/, "")}/${tarballPath(name, version)}`;
}

/** The part of that address after the registry's own. */
export function tarballPath(name: string, version: string): string {
  return `${name}/-/${name.slice(name.lastIndexOf("/") + 1)}-${version}.tgz`;
}
