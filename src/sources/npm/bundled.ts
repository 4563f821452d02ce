import type { PackageJson } from "./manifest.ts";

/** Dependencies that a tarball brings along itself, and what is left for the registry. */
interface BundleSplit {
  /** Packages below the tarball's node_modules, sorted; empty: it brings none along. */
  readonly bundled: readonly string[];
  /** `dependencies` without those, and with what they in turn ask for and do not bring. */
  readonly dependencies: Readonly<Record<string, string>> | undefined;
  readonly optionalDependencies: Readonly<Record<string, string>> | undefined;
}

/**
 * Splits the dependencies of a package that bundles some of them. npm unpacks bundled packages as they lie in
 * the tarball and asks the registry for the others only; what is bundled may be patched or published nowhere.
 *
 * @param packages package.json of each package right below the tarball's node_modules, by name
 */
export function splitBundled(
  published: PackageJson,
  packages: ReadonlyMap<string, PackageJson>,
): BundleSplit {
  const { dependencies, optionalDependencies } = published;
  const asked = new Set(bundledNames(published));
  const there = [...packages.keys()].filter((name) => asked.has(name));
  if (there.length === 0) return { bundled: [], dependencies, optionalDependencies };
  const isThere = (name: string) => packages.has(name);
  const left = without(dependencies, isThere);
  for (const one of packages.values()) {
    for (const [name, range] of Object.entries(one.dependencies ?? {})) {
      if (!isThere(name) && !Object.hasOwn(left, name)) left[name] = range;
    }
  }
  return {
    bundled: [...packages.keys()].sort(),
    dependencies: left,
    optionalDependencies: without(optionalDependencies, isThere),
  };
}

/** `bundleDependencies` in its two spellings: a list, or `true` for all dependencies. */
function bundledNames(published: PackageJson): string[] {
  const field = published.bundleDependencies ?? published.bundledDependencies;
  if (field === true) return Object.keys(published.dependencies ?? {});
  return Array.isArray(field) ? field.filter((name): name is string => typeof name === "string") : [];
}

function without(
  dependencies: Readonly<Record<string, string>> = {},
  isThere: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(dependencies).filter(([name]) => !isThere(name)));
}
