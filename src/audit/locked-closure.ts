import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LockedGoServer } from "../config/lock-go-schema.ts";
import type { LockedNpmServer } from "../config/lock-npm-schema.ts";
import type { LockedNpmSourceServer } from "../config/lock-npm-source-schema.ts";
import type { LockedPythonServer } from "../config/lock-python-schema.ts";
import type { LockedOf, LockedServer } from "../config/lock-schema.ts";
import { UserError } from "../errors.ts";
import { hashOf, sri } from "../prefetch/hash.ts";
import { lockedFiles } from "../project/locked-files.ts";
import type { Fetchers } from "../project/locker.ts";
import type { PackagePlaces } from "../project/recipe.ts";
import { normalizeName } from "../python/names.ts";
import type { PackageVersion } from "./advisory.ts";
import { aloneClosure, type Closure, type ClosureNode, type Need } from "./closure.ts";
import { closureOfLockfile } from "./npm-lockfile.ts";

/** Where what a lock stands for is found. */
export interface ClosurePlaces extends PackagePlaces {
  readonly fetchers: Pick<Fetchers, "go">;
  readonly signal?: AbortSignal | undefined;
}

type ClosureOf<Kind extends LockedServer["kind"]> = (
  locked: LockedOf<Kind>,
  places: ClosurePlaces,
) => Promise<Closure>;

const readers: { readonly [Kind in LockedServer["kind"]]: ClosureOf<Kind> } = {
  npm: ofNpm,
  "npm-source": ofNpmSource,
  python: async (locked) => ofPython(locked),
  go: ofGo,
};

/**
 * What of a server is locked. Only for a Go module the network is asked, for the go.mod of that very version.
 *
 * @throws UserError `E_NO_LOCKFILE` where the lockfile is nowhere to be found; `E_LOCK_PARSE`, `E_LOCK_VERSION`; for Go
 * those of `ModuleProxy`
 */
export function lockedClosure(locked: LockedServer, places: ClosurePlaces): Promise<Closure> {
  return (readers[locked.kind] as ClosureOf<LockedServer["kind"]>)(locked as never, places);
}

async function ofNpm(locked: LockedNpmServer, places: ClosurePlaces): Promise<Closure> {
  const files = await lockedFiles(locked, places);
  if (files === null) throw noLockfile(locked);
  const text = Buffer.from(files.lockfile).toString("utf8");
  return closureOfLockfile(text, { name: locked.package, version: locked.version }, "package-lock.json");
}

async function ofNpmSource(locked: LockedNpmSourceServer, places: ClosurePlaces): Promise<Closure> {
  const text = await sourceLockfile(locked, places);
  if (text === null) throw noLockfile(locked);
  const self = { name: locked.package, version: locked.version, folder: locked.folder };
  if (locked.strategy === "npm") return closureOfLockfile(text, self, "package-lock.json");
  return flatClosure({ ecosystem: "npm", ...self }, await flatPackages[locked.strategy](text), [
    `of ${locked.strategy}'s lockfile every package is asked for, also those for development; the chains are not read`,
  ]);
}

const flatPackages = {
  async pnpm(text: string): Promise<PackageVersion[]> {
    const { pnpmPackages } = await import("../prefetch/pnpm-deps/lockfile.ts");
    return pnpmPackages(text, "pnpm-lock.yaml").map(({ name, version }) => ({
      ecosystem: "npm",
      name,
      version,
    }));
  },
  async yarn(text: string): Promise<PackageVersion[]> {
    const { yarnEntries } = await import("../prefetch/yarn-deps/lockfile.ts");
    return yarnEntries(text, "yarn.lock").flatMap(({ pattern, version, url }) => {
      const name = /^(?:.*@npm:)?((?:@[^/@]+\/)?[^@]+)@/.exec(pattern)?.[1];
      const known = name !== undefined && version !== null && url !== null;
      return known ? [{ ecosystem: "npm" as const, name, version }] : [];
    });
  },
};

async function sourceLockfile(
  { lockfile }: LockedNpmSourceServer,
  { folder, cache }: ClosurePlaces,
): Promise<string | null> {
  const committed = await readFile(join(folder, "package-lock.json")).catch(() => null);
  if (committed !== null && sri(hashOf("sha256", committed)) === lockfile.digest)
    return committed.toString("utf8");
  return (await cache.bytesOf(lockfile.digest))?.toString("utf8") ?? null;
}

/** Who needs whom, no lock of Python says; the index does, when it is asked for advisories. */
function ofPython({ package: name, version, closure, nixpkgs, src }: LockedPythonServer): Closure {
  // An index need not have what was taken from a repository.
  const self = { ecosystem: "pypi" as const, name, version, fromRegistry: src.type === "pypi" };
  if (closure === null) {
    const beside = (nixpkgs?.beside ?? []).map((one) => ({
      ...self,
      name: one.package,
      version: one.version,
    }));
    return flatClosure(self, beside, [
      "its dependencies are nixpkgs' packages, whose versions are nixpkgs' matter: only what is packaged here is asked for",
    ]);
  }
  const files = [...closure.wheels, ...closure.builds];
  return flatClosure(
    self,
    files.map((one) => ({ ...self, name: normalizeName(one.name), version: one.version })),
    [],
  );
}

async function ofGo(locked: LockedGoServer, places: ClosurePlaces): Promise<Closure> {
  const self = { ecosystem: "go" as const, name: locked.package, version: locked.version };
  const stdlib = "Go's own library is that of nixpkgs' compiler and is not asked for";
  if (locked.src.type !== "go-module")
    return aloneClosure(self, [
      "its modules are named in its repository alone: only the server itself is asked for",
      stdlib,
    ]);
  const [{ ModuleProxy }, { parseGoMod }, { config }] = await Promise.all([
    import("../sources/go/module-proxy.ts"),
    import("../sources/go/go-mod.ts"),
    places.fetchers.go(),
  ]);
  const proxy = new ModuleProxy(config, { cache: places.cache, signal: places.signal });
  const mod = parseGoMod(await proxy.mod(locked.package, `v${locked.version}`), locked.package);
  const modules = mod.require.flatMap(({ path, version, indirect }) => {
    const other = mod.replace.find((one) => one.path === path && (one.version ?? version) === version);
    const [name, taken] = other === undefined ? [path, version] : [other.to, other.toVersion];
    return taken === null ? [] : [{ ...self, name, version: taken.replace(/^v/, ""), direct: !indirect }];
  });
  return flatClosure(self, modules, [stdlib]);
}

/** A closure of which only is known what the server itself needs (`direct`), if that. */
function flatClosure(
  self: PackageVersion & { readonly fromRegistry?: boolean },
  packages: readonly (PackageVersion & { readonly direct?: boolean })[],
  notes: readonly string[],
): Closure {
  const nodes = new Map<string, ClosureNode>();
  const needs: Need[] = [];
  for (const { ecosystem, name, version, direct = false } of packages) {
    const key = `${name}@${version}`;
    if (name === self.name) continue;
    nodes.set(key, { ecosystem, name, version, fromRegistry: true, needs: [] });
    if (direct) needs.push({ to: key, range: null, optional: false });
  }
  nodes.set("", { fromRegistry: true, ...self, needs });
  return { root: "", nodes, notes };
}

function noLockfile({ package: name }: LockedServer): UserError {
  return new UserError(`the lockfile of ${name} is in neither the cache nor the generated package`, {
    code: "E_NO_LOCKFILE",
    hint: "mcp-nixgen prefetch finds it again.",
  });
}
