import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Contents } from "../../../src/prefetch/pnpm-deps/contents.ts";
import { indexPlace, indexText } from "../../../src/prefetch/pnpm-deps/index-file.ts";
import { pnpmPackages } from "../../../src/prefetch/pnpm-deps/lockfile.ts";
import { packageFiles } from "../../../src/prefetch/pnpm-deps/package-files.ts";
import { PnpmStore } from "../../../src/prefetch/pnpm-deps/store.ts";
import type { TreeDirectory } from "../../../src/prefetch/tree.ts";
import { paxRecord, rawTar } from "../tar-writer.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (tree: TreeDirectory, path: string): TreeDirectory =>
  path.split("/").reduce<TreeDirectory>((node, name) => {
    const found = node.entries.find((entry) => Buffer.from(entry.name).toString() === name);
    if (found?.node.type !== "directory") throw new Error(`no folder ${name}`);
    return found.node;
  }, tree);

describe("the files of a package, as pnpm sees them", () => {
  it("cuts the first folder off, whatever its name, and takes no links", () => {
    const files = packageFiles(
      rawTar([
        { name: "package/package.json", content: "{}" },
        { name: "other/bin/run", mode: 0o100755, content: "x" },
        { name: "package/link", type: "2", linkName: "x" },
        { name: "package/folder/", type: "5" },
        { name: "package/./a//b", content: "1" },
        { name: "package/a/b", content: "2" },
        { name: "x", type: "x", content: paxRecord("path", `package/${"long/".repeat(30)}z`) },
        { name: "short", content: "z" },
      ]),
    );
    expect([...files].map(([name, { mode, content }]) => [name, mode, content.toString()])).toEqual([
      ["package.json", 0o644, "{}"],
      ["bin/run", 0o100755, "x"],
      ["a/b", 0o644, "2"],
      [`${"long/".repeat(30)}z`, 0o644, "z"],
    ]);
  });

  it.each([
    ["a device", rawTar([{ name: "package/x", type: "3" }])],
    ["a cut archive", rawTar([{ name: "package/x", content: "x".repeat(2000) }]).subarray(0, 1000)],
  ])("refuses %s", (_what, tar) => {
    expect(() => packageFiles(tar)).toThrow(expect.objectContaining({ code: "E_ARCHIVE" }));
  });
});

describe("the index of a package", () => {
  it("is written as jq does", async () => {
    const files = new Map(
      ["b", "a/ü", "A", "\u007f", '"', "checkedAt", "binding.gyp", "😀", "\uffee"].map((name) => [
        name,
        { integrity: "sha512-x", mode: 420, size: 1 },
      ]),
    );
    const text = indexText({ name: "x", version: "1", scripts: {} }, files);
    const { stdout } = await execa("jq", ["--sort-keys", "del(.. | .checkedAt?)"], { input: text });
    expect(`${stdout}\n`).toBe(text);
    expect(JSON.parse(text)).toMatchObject({ name: "x", version: "1", requiresBuild: true });
    expect(text).not.toContain("checkedAt");
  });

  it.each([
    [{ scripts: { postinstall: "x" } }, ["a"], true],
    [{ scripts: { test: "x" } }, ["a"], false],
    [undefined, [".hooks/x"], true],
  ])("says whether %j builds", (manifest, names, requiresBuild) => {
    const files = new Map(names.map((name) => [name, { integrity: "", mode: 0, size: 0 }]));
    expect(JSON.parse(indexText(manifest, files))).toMatchObject({ requiresBuild });
  });

  it("lies by the tarball's hash and the package's name", () => {
    const hex = "ab".repeat(64);
    const integrity = `sha512-${Buffer.from(hex, "hex").toString("base64")}`;
    expect(indexPlace(integrity, "@s/n@1.0.0")).toEqual({
      folder: "ab",
      name: `${"ab".repeat(31)}-@s+n@1.0.0.json`,
    });
  });
});

describe("the store", () => {
  it("has each content once, and all folders", async () => {
    const contents = await Contents.open();
    try {
      const store = new PnpmStore(contents);
      for (const name of ["one", "two"]) {
        const tar = gzipSync(
          rawTar([
            { name: "package/package.json", content: "{}" },
            { name: "package/run", mode: 0o755, content: "same" },
          ]),
        );
        const path = join(folder, `${name}.tgz`);
        await writeFile(path, tar);
        const integrity = `sha512-${createHash("sha512").update(name).digest("base64")}`;
        await store.add({ name, version: "1.0.0", integrity, tarball: null }, path);
      }
      const tree = store.tree();
      expect(at(tree, "v10/files").entries).toHaveLength(256);
      expect(at(tree, "v10/index").entries).toHaveLength(256);
      const files = at(tree, "v10/files").entries.flatMap(({ node }) => (node as TreeDirectory).entries);
      expect(
        files
          .map(({ name, node }) => [
            Buffer.from(name).toString().endsWith("-exec"),
            (node as { executable: boolean }).executable,
          ])
          .sort(),
      ).toEqual([
        [false, false],
        [true, true],
      ]);
    } finally {
      await contents.close();
    }
  });
});

describe("a pnpm-lock.yaml", () => {
  const lock = (packages: string, version = "'9.0'") => `lockfileVersion: ${version}\npackages:\n${packages}`;

  it("names its packages", () => {
    const text = lock(
      "  '@s/b@1.0.0':\n    resolution: {integrity: sha512-b}\n  a@2.0.0:\n    resolution: {integrity: sha512-a, tarball: https://x/a.tgz}\n",
    );
    expect(pnpmPackages(text, "x")).toEqual([
      { name: "@s/b", version: "1.0.0", integrity: "sha512-b", tarball: null },
      { name: "a", version: "2.0.0", integrity: "sha512-a", tarball: "https://x/a.tgz" },
    ]);
    expect(pnpmPackages("lockfileVersion: '9.0'\n", "x")).toEqual([]);
  });

  it.each([
    [lock("  a@1.0.0:\n    resolution: {integrity: sha512-a}\n", "'6.0'"), "E_LOCK_VERSION"],
    [
      lock("  a@https://codeload.github.com/a/a/tar.gz/0:\n    resolution: {tarball: https://x}\n"),
      "E_PNPM_SOURCE",
    ],
    [lock("  a@file:x:\n    resolution: {directory: x, type: directory}\n"), "E_PNPM_SOURCE"],
    ["a: [", "E_LOCK_PARSE"],
    ["- 1", "E_LOCK_PARSE"],
  ])("refuses %j", (text, code) => {
    expect(() => pnpmPackages(text, "x")).toThrow(expect.objectContaining({ code }));
  });
});
