import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ContentCache } from "../../../src/cache/content-cache.ts";
import { type Hash, sri } from "../../../src/prefetch/hash.ts";
import type { NpmDepsOptions } from "../../../src/prefetch/npm-deps/npm-deps.ts";
import type { Tree } from "../../../src/prefetch/tree.ts";
import { type FakeRegistry, type FakeVersion, startFakeRegistry } from "../../support/fake-registry.ts";

/** What the lockfiles of these tests name; the fake registry answers for it. */
export const REGISTRY = "https://registry.example/";

export interface Setting {
  readonly registry: FakeRegistry;
  readonly folder: string;
  readonly cache: ContentCache;
  options(changes?: Partial<NpmDepsOptions>): NpmDepsOptions;
  remove(): Promise<void>;
}

/** A fake registry and an empty cache. Hosts other than the registry's are asked below `/hosts/`. */
export async function makeSetting(
  packages: Readonly<Record<string, Readonly<Record<string, FakeVersion>>>>,
): Promise<Setting> {
  const registry = await startFakeRegistry();
  for (const [name, versions] of Object.entries(packages)) {
    for (const [version, what] of Object.entries(versions)) registry.publish(name, version, what);
  }
  const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-npm-deps-"));
  const cache = new ContentCache(join(folder, "cache"));
  const rewriteUrl = (url: string) =>
    url.startsWith(REGISTRY)
      ? registry.url + url.slice(REGISTRY.length)
      : `${registry.url}hosts/${url.replace("https://", "")}`;
  return {
    registry,
    folder,
    cache,
    options: (changes) => ({ fetcherVersion: 1, registry: REGISTRY, cache, rewriteUrl, ...changes }),
    async remove() {
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A version whose tarball and document are the same on every machine, whatever port the registry has. */
export function fixedVersion(
  name: string,
  version: string,
  manifest: Record<string, unknown> = {},
): FakeVersion {
  return { tarball: fixedTarball(name, version), manifest, dist: { tarball: tarballUrl(name, version) } };
}

/** No tarball at all: for a hash any bytes will do, and these do not depend on a zlib. */
function fixedTarball(name: string, version: string): Buffer {
  return Buffer.from(`${name} ${version}\n`.repeat(1000));
}

export function tarballUrl(name: string, version: string): string {
  return `${REGISTRY}${name}/-/${name.replace(/^@[^/]+\//, "")}-${version}.tgz`;
}

/** A lockfile of version 3 of these packages, as npm writes it. */
export function lockOf(registry: FakeRegistry, packages: Readonly<Record<string, string>>): string {
  const entries = Object.entries(packages).map(([name, version]): [string, object] => [
    `node_modules/${name}`,
    { version, resolved: tarballUrl(name, version), integrity: registry.integrity(name, version) },
  ]);
  const lock = {
    name: "made-here",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: { "": { name: "made-here", version: "1.0.0" }, ...Object.fromEntries(entries) },
  };
  return `${JSON.stringify(lock, null, 2)}\n`;
}

export function text({ hash }: { readonly hash: Hash }): string {
  return sri(hash);
}

/** Path → content of every file. */
export async function filesOf(tree: Tree, path = ""): Promise<Map<string, Buffer>> {
  if (tree.type === "symlink") throw new Error(`a symlink at ${path}`);
  if (tree.type === "file") {
    const content = tree.read();
    return new Map([[path, content instanceof Uint8Array ? Buffer.from(content) : await buffer(content)]]);
  }
  const below = await Promise.all(
    tree.entries.map(({ name, node }) => filesOf(node, `${path}/${Buffer.from(name).toString()}`)),
  );
  return new Map(below.flatMap((files) => [...files]));
}
