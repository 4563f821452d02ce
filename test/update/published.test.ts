import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import type { LockedServer } from "../../src/config/lock-schema.ts";
import type { ServerSpec } from "../../src/config/servers-schema.ts";
import type { UpdateRule } from "../../src/config/update-schema.ts";
import type { Fetchers } from "../../src/project/locker.ts";
import { loadGithubConfig } from "../../src/registry/github-config.ts";
import { loadGoConfig } from "../../src/registry/go-config.ts";
import { parseSource } from "../../src/sources/source.ts";
import { type Choice, chooseVersion } from "../../src/update/policy.ts";
import type { Published } from "../../src/update/published.ts";
import { versionsOf } from "../../src/update/versions-of.ts";
import { type WishFlags, wishFor } from "../../src/update/wish.ts";
import { startFakeGithub } from "../support/fake-github.ts";
import { type FakeFile, sdist, wheel } from "../support/fake-index.ts";
import { type FakeRegistry, startFakeRegistry } from "../support/fake-registry.ts";
import { startModuleProxy } from "../support/module-proxy.ts";
import { makeNpmHome, type NpmHome } from "../support/npm-home.ts";
import { testIndex } from "../support/pypi-client.ts";
import { generations } from "./generations.ts";

const day = 86_400_000;

interface Asked {
  readonly published: Published;
  readonly choice: Choice;
}

/** @param locked what of its lock is looked at */
async function ask(
  source: string,
  locked: Record<string, unknown>,
  fetchers: Partial<Fetchers>,
  wish: { readonly flags?: WishFlags; readonly own?: UpdateRule; readonly now?: number } = {},
): Promise<Asked> {
  const server: ServerSpec = { name: "one", source };
  const published = await versionsOf(parseSource(source), {
    server,
    locked: { spec: source, ...locked } as unknown as LockedServer,
    fetchers: fetchers as Fetchers,
  });
  const { flags = {}, own, now = Date.now() } = wish;
  const asked = wishFor({ own, shared: undefined, flags, named: true, now });
  return { published, choice: chooseVersion({ ...published, wish: asked }) };
}

const reasons = ({ choice }: Asked) =>
  Object.fromEntries(choice.heldBack.map(({ version, obstacle }) => [version, obstacle]));

async function freshCache(): Promise<ContentCache> {
  const folder = await mkdtemp(join(tmpdir(), "update-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return new ContentCache(folder);
}

describe("npm", () => {
  let fake: FakeRegistry;
  let home: NpmHome;
  beforeAll(async () => {
    fake = await startFakeRegistry({ packages: generations });
    home = await makeNpmHome(fake.url);
  });
  afterAll(() => Promise.all([fake.close(), home.remove()]));
  const askNpm = (source: string, wish: Parameters<typeof ask>[3] = {}, version = "1.0.0") =>
    ask(source, { version }, { npm: () => home.registry() }, wish);

  it.each([
    [{ policy: "none" }, null],
    [{ policy: "patch" }, "1.0.1"],
    [{ policy: "minor" }, "1.1.0"],
    [{ policy: "major" }, "2.0.1"],
    [{}, "2.0.1"],
    [{ minAge: "7d" }, "2.0.0"],
    [{ minAge: "8w" }, "1.1.0"],
    [{ before: new Date(Date.now() - 45 * day).toISOString() }, "1.1.0"],
    [{ prerelease: true }, "2.1.0-beta.1"],
    [{ prerelease: true, policy: "minor" }, "1.1.0"],
  ] as const)("%j: %s", async (flags, to) => {
    expect((await askNpm("npm:gen-mcp", { flags })).choice.target).toBe(to);
  });

  it.each([
    ["npm:gen-mcp", "2.0.1", null],
    ["npm:gen-mcp@latest", "2.0.1", null],
    ["npm:gen-mcp@next", "2.1.0-beta.1", null],
    ["npm:gen-mcp@^1", "1.1.0", null],
    ["npm:gen-mcp@~1.0.0", "1.0.1", null],
    ["npm:gen-mcp@1.0.0", "2.0.1", "npm:gen-mcp@2.0.1"],
    ["npm:gen-mcp@=1.0.0", "2.0.1", "npm:gen-mcp@=2.0.1"],
  ])("%s becomes %s, written %s", async (source, to, written) => {
    const { published, choice } = await askNpm(source);
    expect(choice.target).toBe(to);
    expect(published.rewritten(to)).toBe(written);
    expect(published.pinned(to)).toMatchObject({ name: "gen-mcp", wanted: to, wantedType: "version" });
  });

  it("a server's own rule counts, the flags before it", async () => {
    const own: UpdateRule = { policy: "minor", minAge: "10w" };
    expect((await askNpm("npm:gen-mcp", { own })).choice.target).toBe("1.0.1");
    expect((await askNpm("npm:gen-mcp", { own, flags: { minAge: "1d" } })).choice.target).toBe("1.1.0");
    expect((await askNpm("npm:gen-mcp", { own, flags: { policy: "patch" } })).choice.target).toBe("1.0.1");
  });

  it("says why newer ones are not taken", async () => {
    expect(reasons(await askNpm("npm:gen-mcp@^1", { flags: { minAge: "7d" } }))).toEqual({
      "2.2.0": "unfit",
      "2.1.0-beta.1": "prerelease",
      "2.0.1": "range",
      "1.1.1": "deprecated",
    });
  });

  it("never goes back, to a tag that moved back either", async () => {
    expect((await askNpm("npm:gen-mcp@latest", {}, "2.1.0-beta.1")).choice.target).toBeNull();
  });

  it("tells who published a version, when, and what proves where it was built", async () => {
    const { published } = await askNpm("npm:gen-mcp");
    expect(await published.detail("1.0.0")).toMatchObject({
      maintainers: ["alice"],
      publisher: "alice",
      provenance: true,
      published: expect.stringMatching(/^\d{4}-/),
      download: fake.tarball("gen-mcp", "1.0.0").length,
    });
    expect(await published.detail("2.0.0")).toMatchObject({
      maintainers: ["alice", "mallory"],
      publisher: "mallory",
      provenance: false,
    });
  });
});

describe("a Python index", () => {
  const release = (version: string, more: Partial<FakeFile> = {}, requiresPython?: string): FakeFile[] =>
    [wheel, sdist].map((make) => ({
      ...make({
        name: "fetch-mcp",
        version,
        scripts: { "fetch-mcp": "fetch_mcp:main" },
        ...(requiresPython === undefined ? {} : { requiresPython }),
      }),
      ...more,
    }));
  const askPypi = async (
    source: string,
    files: readonly FakeFile[],
    wish: Parameters<typeof ask>[3] = {},
    version = "1.0",
  ) => {
    const { client } = await testIndex({ "fetch-mcp": files });
    return ask(source, { version }, { pypi: async () => client }, wish);
  };
  const all = [
    ...release("1.0"),
    ...release("1.0.1"),
    ...release("1.2"),
    ...release("1.3", { yanked: "wrong files" }),
    ...release("2.0"),
    ...release("2.1rc1"),
    ...release("2.2", {}, ">=3.99"),
  ];

  it.each([
    ["pypi:fetch-mcp", {}, "2.0", null],
    ["pypi:fetch-mcp", { policy: "minor" }, "1.2", null],
    ["pypi:fetch-mcp", { policy: "patch" }, "1.0.1", null],
    ["pypi:fetch-mcp", { prerelease: true }, "2.1rc1", null],
    ["pypi:fetch-mcp>=1,<2", {}, "1.2", null],
    ["pypi:fetch-mcp@>=1,<2.1rc2", {}, "2.1rc1", null],
    ["pypi:fetch-mcp@1.0", {}, "2.0", "pypi:fetch-mcp@2.0"],
    ["pypi:fetch-mcp==1.0", {}, "2.0", "pypi:fetch-mcp==2.0"],
    ["pypi:fetch_mcp[extra]@==1.0", {}, "2.0", "pypi:fetch_mcp[extra]@==2.0"],
  ] as const)("%s, %j: %s, written %s", async (source, flags, to, written) => {
    const { published, choice } = await askPypi(source, all, { flags });
    expect(choice.target).toBe(to);
    expect(published.rewritten(to)).toBe(written);
    expect(published.pinned(to)).toMatchObject({ name: "fetch-mcp", specifier: `==${to}` });
  });

  it("passes over what is withdrawn and what wants another Python", async () => {
    const asked = await askPypi("pypi:fetch-mcp", all);
    expect(reasons(asked)).toEqual({ "2.2": "unfit", "2.1rc1": "prerelease" });
    expect(reasons(await askPypi("pypi:fetch-mcp", release("1.3", { yanked: true })))).toEqual({
      "1.3": "withdrawn",
    });
  });

  it("knows what is no version's file any more", async () => {
    await expect(askPypi("pypi:other", all)).rejects.toMatchObject({ code: "E_NOT_FOUND" });
  });
});

describe("a Go module", () => {
  const module = "example.com/owner/tool";
  const proxyWith = async (versions: readonly string[], retract = "") => {
    const proxy = await startModuleProxy();
    onTestFinished(() => proxy.close());
    for (const version of versions)
      proxy.add(module, version, { "go.mod": `module ${module}\n\ngo 1.21\n${retract}` });
    return proxy;
  };
  const askGo = async (
    source: string,
    proxy: { readonly url: string },
    wish: Parameters<typeof ask>[3] = {},
    version = "1.0.0",
  ) => {
    const env = { ...process.env, GOPROXY: proxy.url, GOSUMDB: "off", GOENV: "off" };
    const cache = await freshCache();
    const go = async () => ({ config: await loadGoConfig(env), env });
    return ask(source, { version, package: module }, { go, cache: async () => cache }, wish);
  };
  const listed = ["v1.0.0", "v1.0.1", "v1.1.0", "v1.2.0", "v1.3.0-rc.1"];

  it.each([
    [`go:${module}/cmd/tool`, {}, "v1.2.0", null],
    [`go:${module}`, { policy: "patch" }, "v1.0.1", null],
    [`go:${module}@v1.1`, {}, "v1.1.0", null],
    [`go:${module}@<v1.2.0`, {}, "v1.1.0", null],
    [`go:${module}`, { prerelease: true }, "v1.3.0-rc.1", null],
    [`go:${module}@v1.0.0`, { policy: "minor" }, "v1.2.0", `go:${module}@v1.2.0`],
  ] as const)("%s, %j: %s, written %s", async (source, flags, to, written) => {
    const { published, choice } = await askGo(source, await proxyWith(listed), { flags });
    expect(choice.target).toBe(to);
    expect(published.rewritten(to)).toBe(written);
    expect(published.shown(to)).toBe(to.slice(1));
  });

  it("passes over what its author took back, and says when a version was made", async () => {
    const asked = await askGo(`go:${module}`, await proxyWith(listed, "retract v1.2.0 // leaks keys\n"), {
      flags: { minAge: "1d" },
      now: Date.parse("2025-01-10"),
    });
    expect([asked.choice.target, reasons(asked)]).toEqual([
      "v1.1.0",
      { "v1.3.0-rc.1": "prerelease", "v1.2.0": "withdrawn" },
    ]);
    expect(await asked.published.detail("v1.1.0")).toMatchObject({ published: "2025-01-02T03:04:05.000Z" });
    const young = { flags: { minAge: "2w" }, now: Date.parse("2025-01-10") };
    expect((await askGo(`go:${module}`, await proxyWith(listed), young)).choice.target).toBeNull();
  });

  it("follows a branch", async () => {
    const proxy = await proxyWith(listed);
    const next = "v1.2.1-0.20250203040506-abcdefabcdef";
    proxy.answer("@v/main.info", (response) => response.end(JSON.stringify({ Version: next })));
    const { choice } = await askGo(`go:${module}@main`, proxy, {}, "1.2.1-0.20250101000000-aaaaaaaaaaaa");
    expect(choice.target).toBe(next);
  });

  it("tells of a proxy that denies it", async () => {
    const proxy = await proxyWith(listed);
    proxy.answer("/list", (response) => response.writeHead(403).end());
    await expect(askGo(`go:${module}`, proxy)).rejects.toMatchObject({
      code: "E_FORBIDDEN",
      message: expect.stringContaining(module),
    });
  });
});

describe("a repository", () => {
  const setUp = async (tags: readonly string[], latest: string | null = null) => {
    const github = await startFakeGithub();
    onTestFinished(() => github.close());
    const repository = await github.repository("owner/repo");
    const rev = await repository.commit({ "package.json": "{}" });
    for (const tag of tags) await repository.tag(tag);
    repository.release(latest);
    const config = await loadGithubConfig({ MCP_NIXGEN_GITHUB_URL: github.url });
    const askGithub = (source: string, src: object, wish: Parameters<typeof ask>[3] = {}) =>
      ask(
        source,
        { src: { type: "github", owner: "owner", repo: "repo", ...src } },
        { github: async () => config },
        wish,
      );
    return { github, repository, rev, askGithub };
  };
  const feed = (dates: Readonly<Record<string, string>>) =>
    `<?xml version="1.0"?><feed>${Object.entries(dates)
      .map(
        ([tag, time]) =>
          `<entry><link rel="alternate" href="https://x/o/r/releases/tag/${encodeURIComponent(tag)}"/><updated>${time}</updated><content>&lt;updated&gt;2020-01-01&lt;/updated&gt;</content></entry>`,
      )
      .join("")}</feed>`;

  it.each([
    ["github:owner/repo", {}, "v1.2.0", null],
    ["github:owner/repo", { policy: "patch" }, "v1.0.1", null],
    ["github:owner/repo@v1.0.0", {}, "v1.2.0", "github:owner/repo@v1.2.0"],
    ["github:owner/repo@1.0.0", {}, "v1.2.0", "github:owner/repo@1.2.0"],
  ] as const)("%s, %j: %s, written %s", async (source, flags, to, written) => {
    const tags = ["v1.0.0", "v1.0.1", "v1.2.0", "v2.0.0", "v3.0.0-beta.1", "docs-v9.0"];
    const { rev, askGithub } = await setUp(tags, "v1.2.0");
    const asked = await askGithub(source, { tag: "v1.0.0", rev }, { flags });
    expect(asked.choice.target).toBe(to);
    expect(asked.published.rewritten(to)).toBe(written);
    expect(asked.published.pinned(to)).toMatchObject({ ref: to });
    expect(reasons(asked)).toMatchObject({ "v2.0.0": "not-latest", "v3.0.0-beta.1": "prerelease" });
  });

  it("a package of a repository of several has tags of its own", async () => {
    const tags = ["server-v1.0.0", "server-v1.1.0", "client-v5.0.0", "v7.0.0"];
    const { rev, askGithub } = await setUp(tags);
    const { choice } = await askGithub("github:owner/repo/packages/server", { tag: "server-v1.0.0", rev });
    expect(choice.target).toBe("server-v1.1.0");
  });

  it("knows the age of releases", async () => {
    const { github, rev, askGithub } = await setUp(["v1.0.0", "v1.1.0", "v1.2.0"]);
    const dates = { "v1.2.0": "2026-05-30T00:00:00Z", "v1.1.0": "2026-05-01T00:00:00Z" };
    github.fault = (request, response) => {
      if (!request.url!.endsWith("/releases.atom")) return false;
      response.end(feed(dates));
      return true;
    };
    const wish = { flags: { minAge: "7d" }, now: Date.parse("2026-06-01") };
    const asked = await askGithub("github:owner/repo", { tag: "v1.0.0", rev }, wish);
    expect([asked.choice.target, reasons(asked)]).toEqual(["v1.1.0", { "v1.2.0": "too-new" }]);
  });

  it("follows a branch and the newest commit, but not from a commit that is written down", async () => {
    const { repository, rev, askGithub } = await setUp([]);
    const locked = { tag: null, rev };
    expect((await askGithub("github:owner/repo", locked)).choice.target).toBeNull();
    const next = await repository.commit({ "package.json": '{"name":"x"}' });
    expect((await askGithub("github:owner/repo", locked)).choice.target).toBe(next);
    const { published, choice } = await askGithub("github:owner/repo@main", locked);
    expect([choice.target, published.rewritten(next)]).toEqual([next, null]);
    expect((await askGithub(`github:owner/repo@${rev}`, locked)).choice.target).toBeNull();
    const none = { flags: { policy: "none" as const } };
    expect((await askGithub("github:owner/repo@main", locked, none)).choice.target).toBeNull();
  });
});
