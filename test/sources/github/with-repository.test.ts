import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { UserError } from "../../../src/errors.ts";
import { maskSecrets } from "../../../src/mask-secrets.ts";
import { treeOfPath } from "../../../src/prefetch/disk-tree.ts";
import { sri } from "../../../src/prefetch/hash.ts";
import { narHash } from "../../../src/prefetch/nar.ts";
import { loadGithubConfig } from "../../../src/registry/github-config.ts";
import type { RepositorySource } from "../../../src/sources/github/repository.ts";
import { parseGithubSource } from "../../../src/sources/github/spec.ts";
import { type KnownCommit, withRepository } from "../../../src/sources/github/with-repository.ts";
import { rawTar } from "../../prefetch/tar-writer.ts";
import { type FakeGithub, type FakeRepository, startFakeGithub } from "../../support/fake-github.ts";
import { makeNpmHome, type NpmHome } from "../../support/npm-home.ts";

let github: FakeGithub;
let home: NpmHome;
let repository: FakeRepository;
let first: string;
let second: string;

beforeAll(async () => {
  github = await startFakeGithub();
  home = await makeNpmHome("http://127.0.0.1:9/");
  repository = await github.repository("acme/tool");
  first = await repository.commit({ "package.json": "{}", "lib/a.js": "1" });
  await repository.tag("v1.9.0");
  second = await repository.commit({
    "package.json": "{}",
    "lib/a.js": "2",
    run: { program: "#!/bin/sh\n" },
  });
  await repository.tag("v1.10.0", true);
  await repository.tag("v2.0.0-rc.1");
});
afterAll(async () => {
  await github.close();
  await home.remove();
});
afterEach(() => {
  github.fault = null;
  github.requests.splice(0);
  repository.release(null);
});

interface Taken {
  readonly repository: Omit<RepositorySource, "folder">;
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

async function take(spec: string, known?: KnownCommit, env: NodeJS.ProcessEnv = {}): Promise<Taken> {
  const config = await loadGithubConfig({ ...home.env, MCP_NIXGEN_GITHUB_URL: github.url, ...env });
  const { cache } = await home.registry();
  const quick = { ...config, connection: { timeoutMs: 500 } };
  return withRepository(parseGithubSource(spec), known, { config: quick, cache }, async (one, notes) => {
    const { folder, ...rest } = one;
    const files: string[] = await readdir(folder, { recursive: true });
    return { repository: rest, files: files.sort(), notes };
  });
}

async function failure(promise: Promise<unknown>): Promise<UserError> {
  return promise.then(
    () => expect.fail("it succeeded"),
    (error) => error,
  );
}

describe("a repository", () => {
  it("is taken at its latest release, an annotated tag as its commit", async () => {
    repository.release("v1.9.0");
    const { repository: taken, notes } = await take("acme/tool");
    expect(taken).toMatchObject({ tag: "v1.9.0", rev: first, version: "1.9.0", private: false });
    expect(notes).toEqual([]);
    repository.release("v1.10.0");
    expect((await take("acme/tool")).repository).toMatchObject({ tag: "v1.10.0", rev: second });
  });

  it("without a release: at the highest version that is no pre-release", async () => {
    const { repository: taken, notes } = await take("acme/tool");
    expect(taken).toMatchObject({ tag: "v1.10.0", version: "1.10.0" });
    expect(notes.join()).toMatch(/no release/);
  });

  it("is taken by tag, with or without its v, by branch and by commit, whole or short", async () => {
    for (const [ref, tag, rev] of [
      ["v1.9.0", "v1.9.0", first],
      ["1.9.0", "v1.9.0", first],
      ["v2.0.0-rc.1", "v2.0.0-rc.1", second],
      ["main", null, second],
      [first, null, first],
      [first.slice(0, 10), null, first],
    ] as const) {
      expect((await take(`acme/tool@${ref}`)).repository, ref).toMatchObject({ tag, rev });
    }
    const { version } = (await take("acme/tool@main")).repository;
    expect(version).toBe("0-unstable-2023-11-14");
  });

  it("hashes as what tar unpacks of its archive", async () => {
    const { repository: taken } = await take("acme/tool@v1.10.0");
    const archive = await fetch(`${github.url}/acme/tool/archive/refs/tags/v1.10.0.tar.gz`);
    const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-test-"));
    await execa("tar", ["-xz", "--strip-components=1", "-C", folder], {
      input: new Uint8Array(await archive.arrayBuffer()),
    });
    expect(await readFile(join(folder, "lib/a.js"), "utf8")).toBe("2");
    expect(sri(await narHash(await treeOfPath(folder)))).toBe(taken.hash);
    await rm(folder, { recursive: true });
  });

  it("asks nothing but the archive for what is locked", async () => {
    const { repository: taken } = await take("acme/tool@v1.9.0");
    github.requests.splice(0);
    await take("acme/tool", taken);
    expect(github.requests.map(({ path }) => path)).toEqual([
      "/acme/tool/archive/refs/tags/v1.9.0.tar.gz",
      "/acme/tool/tar.gz/v1.9.0",
    ]);
  });

  it("is refused when what was locked is another tree now", async () => {
    const { repository: taken } = await take("acme/tool@v1.9.0");
    const error = await failure(take("acme/tool", { ...taken, hash: `sha256-${"A".repeat(43)}=` }));
    expect(error).toMatchObject({ code: "E_INTEGRITY" });
    expect(error.hint).toContain("--refresh");
    const moved = await failure(take("acme/tool", { ...taken, rev: second }));
    expect(moved).toMatchObject({ code: "E_INTEGRITY" });
  });

  it("that was renamed is found, and told", async () => {
    github.rename("acme/old", "acme/tool");
    const { repository: taken, notes } = await take("acme/old");
    expect(taken).toMatchObject({ owner: "acme", repo: "tool" });
    expect(notes.join()).toContain("acme/tool");
  });
});

describe("a hostile or broken one", () => {
  it("writes no link that leads out, though the hash has it", async () => {
    const bad = await github.repository("acme/links");
    await bad.commit({
      "package.json": "{}",
      out: { link: "../../../../etc/passwd" },
      absolute: { link: "/etc/passwd" },
      "sub/up": { link: ".." },
      through: { link: "sub/up/../../x" },
      fine: { link: "sub/file" },
      "sub/file": "x",
    });
    const { files } = await take("acme/links");
    expect(files).toEqual(["fine", "package.json", "sub", "sub/file"]);
  });

  it("is told: not there, no such tag, empty", async () => {
    expect(await failure(take("acme/nothing"))).toMatchObject({
      code: "E_NOT_FOUND",
      where: "github:acme/nothing",
    });
    const error = await failure(take("acme/tool@v9"));
    expect(error).toMatchObject({ code: "E_NO_VERSION" });
    expect(error.hint).toContain("v1.10.0");
    await github.repository("acme/empty");
    expect(await failure(take("acme/empty"))).toMatchObject({ code: "E_NO_VERSION" });
  });

  it("is told: git submodules, and the folder that is one", async () => {
    const modules = '[submodule "x"]\n\tpath = vendor/x\n\turl = ../x\n';
    const sub = await github.repository("acme/sub");
    await sub.commit({ "package.json": "{}", ".gitmodules": modules });
    expect((await take("acme/sub")).notes.join()).toContain("vendor/x");
    expect(await failure(take("acme/sub/vendor/x"))).toMatchObject({ code: "E_SUBMODULE" });
  });

  it("is told: an archive that is cut short, escapes, or is none", async () => {
    const serve = (bytes: Uint8Array) => {
      github.fault = (request, response) => {
        if (!request.url?.includes("/tar.gz/")) return false;
        response.end(bytes);
        return true;
      };
    };
    serve(gzipSync(rawTar([{ name: "tool-1/../../evil", content: "x" }])));
    expect(await failure(take("acme/tool@v1.9.0"))).toMatchObject({ code: "E_ARCHIVE" });
    serve(gzipSync(rawTar([{ name: "tool-1/a", content: "x".repeat(2000) }])).subarray(0, 30));
    expect(await failure(take("acme/tool@v1.9.0"))).toMatchObject({ code: "E_ARCHIVE" });
    serve(Buffer.from("<html>"));
    expect(await failure(take("acme/tool@v1.9.0"))).toMatchObject({ code: "E_ARCHIVE" });
    serve(
      gzipSync(
        rawTar([
          { name: "one/a", content: "x" },
          { name: "two/a", content: "x" },
        ]),
      ),
    );
    expect(await failure(take("acme/tool@v1.9.0"))).toMatchObject({ code: "E_ARCHIVE" });
  });
});

describe("limits and logins", () => {
  it("a rate limit is told with its end", async () => {
    github.fault = (request, response) => {
      if (!request.url?.includes("info/refs")) return false;
      response.writeHead(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1900000000" }).end();
      return true;
    };
    const error = await failure(take("acme/tool"));
    expect(error).toMatchObject({ code: "E_RATE_LIMIT" });
    expect(error.message).toContain("2030-03-17");
    expect(error.hint).toContain("GITHUB_TOKEN");
  });

  it("one that passes is waited for, and 5xx too", async () => {
    let failures = 0;
    github.fault = (_request, response) => {
      if (failures >= 2) return false;
      failures += 1;
      response.writeHead(failures === 1 ? 503 : 429, { "retry-after": "0" }).end();
      return true;
    };
    expect((await take("acme/tool@v1.9.0")).repository.tag).toBe("v1.9.0");
    expect(failures).toBe(2);
  });

  it("a private repository wants the token, which goes to no other host and into no message", async () => {
    const token = "ghp_0123456789abcdef0123456789abcdef0123";
    const secret = await github.repository("acme/secret", { token });
    await secret.commit({ "package.json": "{}" });
    await secret.tag("v1.0.0");
    secret.release("v1.0.0");
    const missing = await failure(take("acme/secret"));
    expect(missing).toMatchObject({ code: "E_NOT_FOUND" });
    expect(missing.hint).toContain("GITHUB_TOKEN");
    github.requests.splice(0);
    const host = new URL(github.url).host;
    const { repository: taken } = await take("acme/secret", undefined, {
      NIX_CONFIG: `access-tokens = ${host}=${token}`,
    });
    expect(taken).toMatchObject({ tag: "v1.0.0", private: true });
    expect(github.requests.some(({ login }) => login !== undefined)).toBe(true);
    expect(github.requests.filter(({ at, login }) => at === "archives" && login !== undefined)).toEqual([]);
    expect(maskSecrets(`it said ${token}`)).not.toContain(token);
  });

  it("what everyone may read is asked for without the token", async () => {
    const host = new URL(github.url).host;
    await take("acme/tool@v1.9.0", undefined, { NIX_CONFIG: `access-tokens = ${host}=abcdefghij` });
    expect(github.requests.every(({ login }) => login === undefined)).toBe(true);
  });
});
