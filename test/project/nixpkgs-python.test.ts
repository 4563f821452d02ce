import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { buildIndex } from "../../src/nixpkgs-mcp/catalog/build-index.ts";
import { CatalogStore } from "../../src/nixpkgs-mcp/catalog/store.ts";
import { openNixpkgsPython } from "../../src/project/nixpkgs-python.ts";

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "nixpkgs-python-"));
  return () => rm(cache, { recursive: true });
});

const open = () => openNixpkgsPython({ HOME: cache, XDG_CACHE_HOME: cache });

/** Puts a catalog where nixpkgs-mcp keeps them. */
async function keep(
  key: string,
  fetchedAt: string,
  versions: Readonly<Record<string, string>>,
  revision: string | null,
) {
  const file = join(cache, `${key}.json`);
  const packages = Object.entries(versions).map(([attr, version]) => [
    attr,
    { pname: attr, version, meta: {} },
  ]);
  await writeFile(file, JSON.stringify({ version: 2, packages: Object.fromEntries(packages) }));
  const folder = join(cache, "nixpkgs-mcp", "catalog", key);
  await mkdir(folder, { recursive: true });
  await new CatalogStore(folder).replace(async (into) => {
    const made = await buildIndex(file, into);
    const facts = {
      origin: file,
      packages: made.packages,
      etag: null,
      sha256: made.sha256,
      fetchedAt,
      revision,
    };
    return { facts, checkedAt: 0, stamp: null };
  });
}

test("without a catalog there is none", async () => {
  expect(await open()).toBeNull();
});

test("versions are those of the newest catalog, of each Python by itself", async () => {
  await keep("a", "2026-01-01T00:00:00Z", { "python313Packages.mcp": "1.0" }, "old");
  await keep(
    "b",
    "2026-02-01T00:00:00Z",
    { "python313Packages.mcp": "1.2", "python313Packages.ruamel-yaml": "0.18", hello: "2" },
    "new",
  );
  const nixpkgs = await open();
  expect(nixpkgs?.revision).toBe("new");
  expect(nixpkgs?.versionOf("3.13", "mcp")).toBe("1.2");
  expect(nixpkgs?.versionOf("3.13", "ruamel-yaml")).toBe("0.18");
  expect(nixpkgs?.versionOf("3.12", "mcp")).toBeNull();
  expect(nixpkgs?.versionOf("3.13", "hello")).toBeNull();
  expect([nixpkgs?.has("3.13"), nixpkgs?.has("3.12")]).toEqual([true, false]);
});

test("a catalog that cannot be read is passed over, and one without a commit told by its hash", async () => {
  await keep("a", "2026-01-01T00:00:00Z", { "python313Packages.mcp": "1.0" }, null);
  await keep("b", "2026-02-01T00:00:00Z", { "python313Packages.mcp": "1.2" }, "new");
  const store = new CatalogStore(join(cache, "nixpkgs-mcp", "catalog", "b"));
  await rm(join(store.pathOf((await store.pointer())!), "index.bin"));
  const nixpkgs = await open();
  expect(nixpkgs?.versionOf("3.13", "mcp")).toBe("1.0");
  expect(nixpkgs?.revision).toMatch(/^[0-9a-f]{64}$|^sha256-/);
});
