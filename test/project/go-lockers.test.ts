import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { type LockedGoServer, lockedGoServerSchema } from "../../src/config/lock-go-schema.ts";
import type { ServerSpec } from "../../src/config/servers-schema.ts";
import { UserError } from "../../src/errors.ts";
import { writeTree } from "../../src/prefetch/go/write-tree.ts";
import { goLocker } from "../../src/project/go-locker.ts";
import { goRecipe } from "../../src/project/go-recipe.ts";
import { goRepositoryLocker } from "../../src/project/go-repository-locker.ts";
import { goToolchain } from "../../src/project/go-toolchain.ts";
import type { LockJob } from "../../src/project/locker.ts";
import { loadGoConfig } from "../../src/registry/go-config.ts";
import type { RepositorySource } from "../../src/sources/github/repository.ts";
import { parseGoSource } from "../../src/sources/go/spec.ts";
import { describeGo } from "../support/languages.ts";
import {
  type ModuleFiles,
  type ModuleProxyServer,
  startModuleProxy,
  treeOf,
} from "../support/module-proxy.ts";

const goSuite = describeGo();

// With the real go command, and a module proxy in this process.

const tool = "example.com/owner/tool";
const files: ModuleFiles = {
  "go.mod": `module ${tool}\n\ngo 1.21\n`,
  "cmd/tool/main.go": 'package main\n\nvar version = "dev"\n\nfunc main() { println(version) }\n',
  LICENSE: "This is free and unencumbered software released into the public domain.\n",
};
const spec: ServerSpec = { name: "tool", source: `go:${tool}` };

let proxy: ModuleProxyServer;
let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  proxy = await startModuleProxy();
});
afterAll(() => proxy.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "go-lockers-"));
  env = { ...process.env, GOPROXY: proxy.url, GOSUMDB: "off", GOENV: "off", GOTOOLCHAIN: "local" };
  proxy.add(tool, "v1.0.0", files);
  return () => rm(folder, { recursive: true, force: true });
});

function job(style: LockJob["style"] = "overlay"): LockJob & { previous: undefined } {
  const none = () => Promise.reject(new Error("not of use here"));
  const go = async () => ({ config: await loadGoConfig(env), env });
  const cache = async () => new ContentCache(join(folder, "cache"));
  // A kind of source that is new must not break this.
  return { fetchers: { cache, go, npm: none } as unknown as LockJob["fetchers"], style, previous: undefined };
}

async function lock(change: Partial<ServerSpec> = {}, style?: LockJob["style"]): Promise<LockedGoServer> {
  const server = { ...spec, ...change };
  const { locked } = await goLocker.lock(
    parseGoSource(server.source.slice("go:".length)),
    server,
    job(style),
  );
  return lockedGoServerSchema.parse(locked);
}

goSuite("a module", () => {
  it("is locked without a word of the machine, in style overlay not of the proxy either", async () => {
    const locked = await lock();
    expect(locked).toMatchObject({
      package: tool,
      version: "1.0.0",
      src: { type: "go-module", path: tool, url: null },
      strategy: "vendor",
      vendorHash: null,
      bins: { tool: "cmd/tool" },
      cgo: [],
      meta: { license: "Unlicense", go: "1.21" },
    });
    expect(JSON.stringify(locked)).not.toContain("127.0.0.1");
    const other = await lock({}, "nixpkgs");
    expect(other.src).toMatchObject({ url: `${proxy.url}/${tool}/@v/v1.0.0.zip` });
    expect(other.src.hash).not.toBe(locked.src.hash);
  });

  it("keeps its locked version, and must keep its files", async () => {
    const locked = await lock();
    proxy.add(tool, "v1.1.0", files);
    const again = { ...job(), previous: locked };
    const source = parseGoSource(tool);
    expect((await goLocker.lock(source, spec, again)).locked).toEqual(locked);
    expect((await lock()).version).toBe("1.1.0");
    proxy.add(tool, "v1.0.0", { ...files, "more.txt": "other bytes\n" });
    await expect(goLocker.lock(source, spec, again)).rejects.toMatchObject({ code: "E_INTEGRITY" });
  });

  it("is stale when its style or strategy is another", async () => {
    const locked = await lock();
    expect(goRecipe.stale(spec, locked, "overlay")).toBeNull();
    expect(goRecipe.stale(spec, locked, "nixpkgs")).toContain("style");
    expect(goRecipe.stale({ ...spec, strategy: "proxy-vendor" }, locked, "overlay")).toContain("strategy");
  });

  it("has no strategy of npm", async () => {
    const refused = { code: "E_STRATEGY", where: "tool" };
    await expect(lock({ strategy: "npm-deps" })).rejects.toMatchObject(refused);
    await expect(
      goLocker.settle(parseGoSource(tool), { ...spec, strategy: "npm-deps" }, job()),
    ).rejects.toMatchObject(refused);
  });

  it("is looked up before it is added", async () => {
    expect(await goLocker.settle(parseGoSource(`${tool}@v1.0.0`), spec, job())).toMatchObject({
      server: spec,
      package: tool,
      version: "1.0.0",
      mainProgram: "tool",
    });
  });
});

goSuite("a repository", () => {
  const spec: ServerSpec = { name: "tool", source: "github:owner/words/server/cmd/words" };
  const main = `package main\n\nimport "example.com/lib"\n\nfunc main() { println(lib.Word) }\n`;
  const content: ModuleFiles = {
    "README.md": "# Repository\n",
    "lib/go.mod": "module example.com/lib\n\ngo 1.21\n",
    "lib/lib.go": 'package lib\n\nconst Word = "hello"\n',
    "server/go.mod":
      "module example.com/server\n\ngo 1.21\n\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ../lib\n",
    "server/README.md": "Server of the words.\n",
    "server/cmd/words/main.go": main,
    "server/cmd/other/main.go": "package main\n\nfunc main() {}\n",
  };

  async function repository(
    change: Partial<RepositorySource> = {},
    more: ModuleFiles = {},
  ): Promise<RepositorySource> {
    await writeTree(treeOf({ ...content, ...more }), join(folder, "repository"));
    return {
      owner: "owner",
      repo: "words",
      tag: "v1.2.3",
      rev: "0".repeat(40),
      version: "1.2.3",
      hash: `sha256-${"A".repeat(43)}=`,
      folder: join(folder, "repository"),
      subfolder: "server/cmd/words",
      homepage: "https://github.com/owner/words",
      githubBase: null,
      private: false,
      description: null,
      ...change,
    };
  }

  it("has modules in folders, which replace by folders beside them", async () => {
    const { locked } = await goRepositoryLocker.lock(await repository(), spec, job());
    expect(lockedGoServerSchema.parse(locked)).toMatchObject({
      package: "example.com/server",
      modRoot: "server",
      vendorHash: expect.stringMatching(/^sha256-/),
      modules: 1,
      bins: { words: "cmd/words" },
      src: { type: "github", tag: "v1.2.3" },
      meta: {
        description: "Server of the words.",
        changelog: "https://github.com/owner/words/releases/tag/v1.2.3",
      },
    });
  });

  it("is stale when its language is another", async () => {
    const { locked } = await goRepositoryLocker.lock(await repository(), spec, job());
    expect(goRecipe.stale({ ...spec, language: "go" }, locked, "overlay")).toBeNull();
    expect(goRecipe.stale({ ...spec, language: "python" }, locked, "overlay")).toContain("python");
  });

  it("may vendor", async () => {
    const vendored = {
      "server/vendor/modules.txt":
        "# example.com/lib v0.0.0 => ../lib\n## explicit; go 1.21\nexample.com/lib\n# example.com/lib => ../lib\n",
      "server/vendor/example.com/lib/lib.go": content["lib/lib.go"]!,
    };
    const { locked } = await goRepositoryLocker.lock(await repository({}, vendored), spec, job());
    expect(locked).toMatchObject({ vendorHash: null, deleteVendor: false, modules: 1 });
  });

  it("has no scripts to allow, and says so", async () => {
    const asked = { ...spec, allowScripts: ["sharp"] };
    const refused = { code: "E_LANGUAGE", message: expect.stringContaining("allowScripts"), where: "tool" };
    await expect(goRepositoryLocker.settle(await repository(), asked, job())).rejects.toMatchObject(refused);
    await expect(goRepositoryLocker.lock(await repository(), asked, job())).rejects.toMatchObject(refused);
  });

  it("has several programs, or no module where it is said to be", async () => {
    const several = await goRepositoryLocker
      .settle(await repository({ subfolder: "server" }), spec, job())
      .catch((error: unknown) => error);
    expect(several).toMatchObject({ code: "E_BIN" });
    const none = await repository({ subfolder: "" });
    const error = await goRepositoryLocker.lock(none, spec, job()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: "E_GO_MOD" });
  });
});

describe("the go command", () => {
  it("is missing, and there is no Nix to have it from", async () => {
    const options = { env: { PATH: "", HOME: folder }, where: "go:x" };
    await expect(goToolchain({ go: null }, null, options)).rejects.toMatchObject({
      code: "E_GO_MISSING",
      hint: expect.stringContaining("Install Go"),
    });
  });

  it("is too old, unless it may fetch a newer one", async () => {
    const go = { path: "/old/go", version: "1.21.0" };
    const options = (more: NodeJS.ProcessEnv = {}) => ({
      env: { PATH: "", HOME: folder, ...more },
      where: "go:x",
    });
    await expect(goToolchain({ go }, "1.24.0", options())).rejects.toMatchObject({
      code: "E_GO_VERSION",
      message: expect.stringContaining("/old/go is 1.21.0"),
      hint: expect.stringContaining("GOTOOLCHAIN=auto"),
    });
    expect(await goToolchain({ go }, "1.24.0", options({ GOTOOLCHAIN: "auto" }))).toBe(go);
    expect(await goToolchain({ go }, "1.21", options())).toBe(go);
  });
});
