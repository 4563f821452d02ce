import { readdir, readFile } from "node:fs/promises";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { buildExpression } from "../../src/emit/build-expression.ts";
import { flakeNix } from "../../src/emit/flake-nix.ts";
import { generatedFiles } from "../../src/emit/generated-files.ts";
import { lockTraits } from "../../src/emit/lock-traits.ts";
import { npmPackageFiles } from "../../src/emit/npm-files.ts";
import { npmNix } from "../../src/emit/npm-nix.ts";
import { overlayNix } from "../../src/emit/overlay-nix.ts";
import type { Style } from "../../src/emit/style.ts";
import { formatAll, nixfmt } from "../nix/nixfmt.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { locked, servers } from "./fixtures.ts";
import { expectGolden, goldenPath } from "./golden.ts";

const styles: Style[] = ["nixpkgs", "overlay"];
const names = Object.keys(servers);

describe("package.nix", () => {
  for (const style of styles) {
    test.each(names)(`of %s, style ${style}`, async (name) => {
      await expectGolden(`${style}/${name}.nix`, npmNix(name, servers[name]!, { style }));
    });
  }

  test("asks for a prefetch where the hash is missing", () => {
    const server = locked({ npmDeps: null });
    expect(() => npmNix("x", server, { style: "nixpkgs" })).toThrow(
      expect.objectContaining({ code: "E_LOCK_INCOMPLETE" }),
    );
  });

  test("copies a lockfile writable where nixpkgs' hook rewrites it", () => {
    const text = npmNix("x", locked(), { style: "nixpkgs", writableLock: true });
    expect(text).toContain("cp --no-preserve=mode ${./package-lock.json} package-lock.json\n");
  });

  test("allows an empty cache where all dependencies are bundled", () => {
    expect(npmNix("x", locked(), { style: "nixpkgs", emptyCache: true })).toContain(
      "forceEmptyCache = true;",
    );
  });
});

describe("overlay, flake, build", () => {
  test.each(styles)("default.nix, style %s", async (style) => {
    await expectGolden(`${style}/overlay/default.nix`, overlayNix(names, style));
  });

  test("default.nix without servers", async () => {
    await expectGolden("nixpkgs/overlay/none.nix", overlayNix([], "nixpkgs"));
  });

  test("flake.nix", async () => {
    await expectGolden("flake/flake.nix", flakeNix());
    expect(flakeNix("./nix/generated/")).toContain("import ./nix/generated;");
  });

  test("the expression that is built", async () => {
    const overlay = "/srv/overlays/default.nix";
    const search = buildExpression({ overlay, name: "firecrawl-mcp", nixpkgs: { kind: "search-path" } });
    expect(search).toBe(
      "(import <nixpkgs> { overlays = [ (import /srv/overlays/default.nix) ]; }).mcpServers.firecrawl-mcp",
    );
    const odd = { overlay: "/srv/a b/${x}/default.nix", name: "a.b", allowUnfree: true };
    const path = buildExpression({ ...odd, nixpkgs: { kind: "path", path: "/srv/nix pkgs" } });
    await expectGolden("build/path.nix", `${path}\n`);
    const archive = { kind: "archive", url: "https://example.org/nixpkgs.tar.gz", hash: "sha256-x" } as const;
    await expectGolden("build/archive.nix", `${buildExpression({ overlay, nixpkgs: archive })}\n`);
  });
});

describe("lockTraits", () => {
  const lock = (packages: Record<string, unknown>) => JSON.stringify({ lockfileVersion: 3, packages });
  test("tells whether anything is fetched, and whether the hook rewrites the file", () => {
    expect(lockTraits(lock({ "": { name: "x" } }))).toEqual({
      emptyCache: true,
      writableLock: false,
      perhapsNoModules: true,
    });
    expect(lockTraits(lock({ "": {}, "node_modules/a": { inBundle: true } })).emptyCache).toBe(true);
    const a = { resolved: "https://registry.example/a/-/a-1.0.0.tgz", integrity: "sha512-x" };
    expect(lockTraits(lock({ "node_modules/a": a }))).toEqual({
      emptyCache: false,
      writableLock: false,
      perhapsNoModules: false,
    });
    const other = { ...a, integrity: "sha1-y" };
    expect(lockTraits(lock({ "node_modules/a": a, "node_modules/b": other })).writableLock).toBe(true);
    const git = { resolved: "git+ssh://git@example.org/a/b.git#0", integrity: "sha512-x" };
    expect(lockTraits(lock({ "node_modules/a": git }))).toEqual({
      emptyCache: false,
      writableLock: true,
      perhapsNoModules: false,
    });
    const optional = { ...a, optional: true };
    expect(lockTraits(lock({ "": {}, "node_modules/a": optional })).perhapsNoModules).toBe(true);
  });
});

describe("generatedFiles", () => {
  const lockfile = JSON.stringify({
    packages: { "node_modules/a": { resolved: "https://registry.example/a" } },
  });
  const input = (style: Style, names = ["b", "a"]) => ({
    settings: { output: "./nix", style },
    packages: new Map(
      names.map((name) => {
        const files = { packageJson: `{"name":"${name}"}\n`, packageLock: lockfile };
        return [name, npmPackageFiles(name, locked(), files, { style, omitResolved: () => "omitted" })];
      }),
    ),
    helpers: [{ path: "default.nix", contents: "{ }: { }\n" }],
  });

  test("lists every file, sorted, below the output folder", () => {
    expect(generatedFiles(input("nixpkgs")).map(({ path }) => path)).toEqual([
      "nix/default.nix",
      "nix/packages/a/package-lock.json",
      "nix/packages/a/package.json",
      "nix/packages/a/package.nix",
      "nix/packages/b/package-lock.json",
      "nix/packages/b/package.json",
      "nix/packages/b/package.nix",
    ]);
  });

  test("names no registry in style overlay, and brings the helpers", () => {
    const files = generatedFiles(input("overlay"));
    expect(files.find(({ path }) => path === "nix/lib/default.nix")?.contents).toBe("{ }: { }\n");
    expect(files.find(({ path }) => path.endsWith("a/package-lock.json"))?.contents).toBe("omitted");
    expect(files.map(({ contents }) => contents).join("")).not.toContain("registry.example");
  });

  test("is fast enough for a hundred servers", () => {
    const many = Array.from({ length: 100 }, (_, index) => `s${index}`);
    const before = performance.now();
    generatedFiles(input("nixpkgs", many));
    expect(performance.now() - before).toBeLessThan(500);
  });
});

async function goldenFiles(): Promise<string[]> {
  const all = await readdir(goldenPath("."), { recursive: true });
  return all.filter((name) => name.endsWith(".nix")).map(goldenPath);
}

describeNix("real Nix", () => {
  test("parses every golden file", async () => {
    const files = await goldenFiles();
    expect(files.length).toBeGreaterThan(names.length * 2);
    await execa("nix-instantiate", ["--parse", ...files], { env: requireNix().env, stdout: "ignore" });
  });
});

test.skipIf(nixfmt === null)("nixfmt leaves every golden file as it is", async () => {
  const texts = await Promise.all((await goldenFiles()).map((file) => readFile(file, "utf8")));
  expect(await formatAll(nixfmt as string, texts)).toEqual(texts);
});
