import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { npmDepsHash, npmDepsTree } from "../../../src/prefetch/npm-deps/npm-deps.ts";
import { rawTar } from "../tar-writer.ts";
import { filesOf, fixedVersion, lockOf, makeSetting, type Setting, text } from "./setting.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

let setting: Setting;

beforeAll(async () => {
  setting = await makeSetting({ alpha: { "1.0.0": fixedVersion("alpha", "1.0.0") } });
});

afterAll(() => setting.remove());

/** What a hosting service makes of a commit: a top folder, git's modes, entries as they come. */
function archive(files: Record<string, string>): Buffer {
  const members = Object.entries(files).map(([name, content]) => ({
    name: `tool-${COMMIT}/${name}`,
    content,
    mode: 0o664,
  }));
  return gzipSync(
    rawTar([
      { name: `tool-${COMMIT}/`, type: "5", mode: 0o775 },
      ...members,
      { name: `tool-${COMMIT}/run.sh`, content: "#!/bin/sh\n", mode: 0o775 },
      { name: `tool-${COMMIT}/link`, type: "2", linkName: "run.sh", mode: 0o777 },
    ]),
  );
}

function host(path: string, files: Record<string, string>): void {
  setting.registry.serve(`/hosts/${path}`, archive(files));
}

function lock(version: 1 | 3, resolved: string): string {
  return version === 1
    ? JSON.stringify({ lockfileVersion: 1, dependencies: { tool: { version: resolved, from: "x" } } })
    : JSON.stringify({
        lockfileVersion: 3,
        packages: { "node_modules/tool": { version: "1.0.0", resolved } },
      });
}

describe("git dependencies", () => {
  const manifest = JSON.stringify({ name: "tool", version: "1.0.0" });

  it("are repacked to the same bytes whatever the archive's order, times and group bits", async () => {
    host(`codeload.github.com/user/tool/tar.gz/${COMMIT}`, {
      "b.txt": "b",
      "package.json": manifest,
      "a.txt": "a",
    });
    const result = await npmDepsHash(
      lock(3, `git+ssh://git@github.com/user/tool.git#${COMMIT}`),
      setting.options(),
    );
    // GNU tar 1.34 and gzip 1.12, confirmed by the program of numtide/llm-agents.nix.
    expect(text(result)).toBe("sha256-LlgrUWZrBzRLOIZ3WY9jGkeAx9LcFr/kl27w6g38BPk=");
  });

  it("stand in the cache under the tarball's address", async () => {
    host(`bitbucket.org/user/tool/get/${COMMIT}.tar.gz`, { "package.json": manifest });
    const { tree } = await npmDepsTree(lock(1, `bitbucket:user/tool#${COMMIT}`), setting.options());
    const files = [...(await filesOf(tree)).values()].map(String);
    expect(files.filter((content) => content.includes("request-cache:"))).toEqual([
      expect.stringContaining(`"url":"https://bitbucket.org/user/tool/get/${COMMIT}.tar.gz"`),
    ]);
  });

  it("bring the dependencies of their own lockfile", async () => {
    const files = {
      "package.json": JSON.stringify({ name: "tool", version: "1.0.0", scripts: { prepare: "tsc" } }),
      "package-lock.json": lockOf(setting.registry, { alpha: "1.0.0" }),
    };
    host(`codeload.github.com/user/locked/tar.gz/${COMMIT}`, files);
    const { packages } = await npmDepsTree(
      lock(3, `git+https://github.com/user/locked#${COMMIT}`),
      setting.options(),
    );
    expect(packages).toBe(2);
  });

  it("with scripts and no lockfile are refused unless forced", async () => {
    const files = {
      "package.json": JSON.stringify({ name: "tool", version: "1.0.0", scripts: { prepare: "tsc" } }),
    };
    host(`git.sr.ht/~user/tool/archive/${COMMIT}.tar.gz`, files);
    const text = lock(3, `git+ssh://git.sr.ht/~user/tool#${COMMIT}`);
    await expect(npmDepsHash(text, setting.options())).rejects.toMatchObject({
      code: "E_GIT_SCRIPTS",
      message: expect.stringContaining("prepare"),
    });
    expect((await npmDepsHash(text, setting.options({ forceGitDeps: true }))).packages).toBe(1);
    // What was allowed once does not count for a run without the permission.
    await expect(npmDepsHash(text, setting.options())).rejects.toMatchObject({ code: "E_GIT_SCRIPTS" });
  });

  it("are fetched once", async () => {
    const path = `codeload.github.com/user/once/tar.gz/${COMMIT}`;
    host(path, { "package.json": manifest });
    const resolved = `git+ssh://git@github.com/user/once.git#${COMMIT}`;
    await npmDepsTree(lock(3, resolved), setting.options());
    await npmDepsTree(lock(1, resolved), setting.options());
    expect(setting.registry.count(`/hosts/${path}`)).toBe(1);
  });

  it("that are no package are refused", async () => {
    host(`codeload.github.com/user/none/tar.gz/${COMMIT}`, { "README.md": "" });
    setting.registry.serve(`/hosts/codeload.github.com/user/page/tar.gz/${COMMIT}`, "<html>");
    for (const name of ["none", "page"]) {
      const resolved = `git+ssh://git@github.com/user/${name}.git#${COMMIT}`;
      await expect(npmDepsHash(lock(3, resolved), setting.options())).rejects.toMatchObject({
        code: "E_GIT_TARBALL",
      });
    }
  });

  it("end when lockfiles name each other", async () => {
    const resolved = (name: string) => `git+ssh://git@github.com/user/${name}.git#${COMMIT}`;
    for (const [name, other] of [
      ["ping", "pong"],
      ["pong", "ping"],
    ] as const) {
      const files = { "package.json": manifest, "package-lock.json": lock(3, resolved(other)) };
      host(`codeload.github.com/user/${name}/tar.gz/${COMMIT}`, files);
    }
    expect((await npmDepsHash(lock(3, resolved("ping")), setting.options())).packages).toBe(2);
  });
});
