import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LockedNpmServer } from "../../src/config/lock-npm-schema.ts";
import { buildExpression } from "../../src/emit/build-expression.ts";
import { generatedFiles } from "../../src/emit/generated-files.ts";
import { npmPackageFiles } from "../../src/emit/npm-files.ts";
import { overlayLib } from "../../src/emit/overlay-lib.ts";
import type { Style } from "../../src/emit/style.ts";
import { completeResolved, omitResolved } from "../../src/prefetch/fix-lock/complete-resolved.ts";
import { conventionalTarballUrl } from "../../src/prefetch/fix-lock/conventional-url.ts";
import { loadNpmConfig } from "../../src/registry/npm-config.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";
import { locked } from "./fixtures.ts";

// LIVE: downloads from npm's own registry (one real server with 95 dependencies).
//
// What the emitters write, as `generate` lays it out, built by real Nix: each style with each strategy.

const name = "@modelcontextprotocol/server-memory";
const version = "2026.8.31";
const fixture = new URL("../e2e/fixtures/server-memory/", import.meta.url);
const { defaultRegistry } = await loadNpmConfig(process.cwd());

const server: LockedNpmServer = {
  ...locked({
    package: name,
    version,
    src: {
      url: conventionalTarballUrl(defaultRegistry, name, version),
      hash: "sha512-ljj/3S4aGjxdNSQWw6gucKKGnTLdBPWxzapyY/MT2tOVyZwvxChvevXSLPwx59nKJAlVpUVW+cOlnVRXRwiqMQ==",
    },
    npmDeps: { hash: "sha256-jAgyh3LBDuZ/U2+XynQWYUVUinQVSsIPnBMvZPX6A+s=", fetcherVersion: 1 },
    mainProgram: "mcp-server-memory",
  }),
};

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "emitted-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Writes what `generate` would for one server into a folder of its own; gives its default.nix. */
async function write(folder: string, style: Style, locks: Record<string, LockedNpmServer>): Promise<string> {
  const packageLock = completeResolved(
    await readFile(new URL("package-lock.json", fixture), "utf8"),
    defaultRegistry,
  );
  const packageJson = await readFile(new URL("package.json", fixture), "utf8");
  const files = generatedFiles({
    settings: { output: folder, style },
    packages: new Map(
      Object.entries(locks).map(([name, server]) => [
        name,
        npmPackageFiles(
          name,
          server,
          { packageJson, packageLock },
          { style, omitResolved: (lock) => omitResolved(lock, defaultRegistry) },
        ),
      ]),
    ),
    helpers: await overlayLib(),
  });
  for (const { path, contents } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), contents);
    if (style === "overlay") expect(contents).not.toContain(defaultRegistry);
  }
  return join(root, folder, "default.nix");
}

async function build(overlay: string, attribute: string): Promise<string> {
  const { path, flags } = await nixpkgsForTests();
  const text = buildExpression({
    overlay,
    name: attribute,
    nixpkgs: { kind: "path", path },
    allowUnfree: true,
  });
  const { stdout } = await execa("nix-build", ["--no-out-link", ...flags, "-E", text], {
    env: requireNix().env,
  });
  return stdout;
}

describeNix("what the emitters write", () => {
  for (const style of ["nixpkgs", "overlay"] as const) {
    test(`builds, style ${style}`, { timeout: 600_000 }, async () => {
      const overlay = await write(style, style, {
        "memory-deps": server,
        "memory.lock": { ...server, strategy: "import-npm-lock", npmDeps: null },
      });
      for (const attribute of ["memory-deps", "memory.lock"]) {
        const out = await build(overlay, attribute);
        expect(await readFile(join(out, "bin/mcp-server-memory"), "utf8")).toContain(out);
      }
    });
  }

  test("fetchFromNpm gives the published bytes, and refuses others", { timeout: 300_000 }, async () => {
    const overlay = await write("refused", "overlay", {
      "wrong-hash": {
        ...server,
        src: { ...server.src, hash: `sha512-${Buffer.alloc(64, 1).toString("base64")}` },
      },
    });
    await expect(build(overlay, "wrong-hash")).rejects.toThrow(/hash mismatch in fixed-output derivation/);
  });
});
