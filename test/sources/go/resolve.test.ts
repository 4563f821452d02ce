import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ContentCache } from "../../../src/cache/content-cache.ts";
import { UserError } from "../../../src/errors.ts";
import { type GoConfig, proxiesOf } from "../../../src/registry/go-config.ts";
import { ModuleProxy } from "../../../src/sources/go/module-proxy.ts";
import { type ResolvedGo, resolveGo } from "../../../src/sources/go/resolve.ts";
import { parseGoSource } from "../../../src/sources/go/spec.ts";
import { type ModuleProxyServer, startModuleProxy } from "../../support/module-proxy.ts";

let proxy: ModuleProxyServer;
let folder: string;
beforeEach(async () => {
  proxy = await startModuleProxy();
  folder = await mkdtemp(join(tmpdir(), "go-resolve-"));
});
afterEach(async () => {
  await proxy.close();
  await rm(folder, { recursive: true });
});

const tool = "example.com/owner/tool";
const goMod = (module: string, more = "") => `module ${module}\n\ngo 1.21\n${more}`;
const main = 'package main\n\nvar version = "dev"\n\nfunc main() {}\n';
const server = (module = tool, more = "") => ({ "go.mod": goMod(module, more), "main.go": main });

function config(goproxy = proxy.url, noProxy = ""): GoConfig {
  const { proxies, logins } = proxiesOf(goproxy);
  return {
    go: null,
    proxies,
    noProxy,
    connection: {},
    headersFor: (url): Record<string, string> => {
      const login = logins.get(new URL(url).origin);
      return login === undefined ? {} : { authorization: login };
    },
  };
}

function resolve(source: string, options: { bin?: string; config?: GoConfig } = {}): Promise<ResolvedGo> {
  const client = new ModuleProxy(options.config ?? config(), {
    cache: new ContentCache(join(folder, "cache")),
    retries: 1,
    backoffMs: 1,
    timeoutMs: 500,
  });
  return resolveGo(parseGoSource(source), client, { bin: options.bin });
}

async function failure(source: string, options: Parameters<typeof resolve>[1] = {}): Promise<UserError> {
  const error = await resolve(source, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe("the version", () => {
  it("is the highest release, then the highest pre-release, never one for a commit", async () => {
    proxy.add(tool, "v1.0.1-0.20250102030405-abcdefabcdef", server());
    proxy.add(tool, "v0.9.0-rc.2", server());
    proxy.add(tool, "v0.9.0-rc.10", server());
    expect((await resolve(tool)).version).toBe("v0.9.0-rc.10");
    proxy.add(tool, "v0.8.0", server());
    proxy.add(tool, "v0.10.0", server());
    expect((await resolve(tool)).version).toBe("v0.10.0");
    expect((await resolve(`${tool}@v0.8`)).version).toBe("v0.8.0");
    expect((await resolve(`${tool}@<v0.10.0`)).version).toBe("v0.8.0");
    expect((await resolve(`${tool}@>=v0.10.0`)).version).toBe("v0.10.0");
    expect((await resolve(`${tool}@v0.9.0-rc.2`)).version).toBe("v0.9.0-rc.2");
  });

  it("is what the proxy thinks where nothing is tagged", async () => {
    const version = "v0.0.0-20250102030405-abcdefabcdef";
    proxy.add(tool, version, server());
    proxy.answer(`${tool}/@latest`, (response) => response.end(JSON.stringify({ Version: version })));
    expect((await resolve(tool)).version).toBe(version);
  });

  it("is what a branch stands for", async () => {
    const version = "v0.0.0-20250102030405-abcdefabcdef";
    proxy.add(tool, version, server());
    proxy.answer(`${tool}/@v/main.info`, (response) => response.end(JSON.stringify({ Version: version })));
    const resolved = await resolve(`${tool}@main`);
    expect(resolved.version).toBe(version);
    expect(resolved.changelog).toBeNull();
  });

  it("is none that was retracted, unless it is asked for by name", async () => {
    proxy.add(tool, "v1.0.0", server());
    proxy.add(tool, "v1.1.0", server());
    proxy.add(
      tool,
      "v1.2.0",
      server(tool, "retract (\n\tv1.1.0 // leaks keys\n\tv1.2.0 // only retracts\n)\n"),
    );
    expect((await resolve(tool)).version).toBe("v1.0.0");
    const asked = await resolve(`${tool}@v1.1.0`);
    expect(asked.version).toBe("v1.1.0");
    expect(asked.notes).toContain(`${tool}@v1.1.0 was retracted by its author: leaks keys`);
    const error = await failure(`${tool}@>v1.0.0`);
    expect(error.code).toBe("E_RETRACTED");
    expect(error.message).toContain("only retracts");
  });

  it("is told to be none, with those that are", async () => {
    proxy.add(tool, "v1.0.0", server());
    for (const wanted of ["v1.5.0", "v1.5", ">v2.0.0"]) {
      const error = await failure(`${tool}@${wanted}`);
      expect(error.code).toBe("E_GO_VERSION_QUERY");
      expect(error.hint).toContain("v1.0.0");
    }
    const other = await failure(`${tool}@v2.0.0`);
    expect(other.hint).toContain(`${tool}/v2`);
  });
});

describe("the module", () => {
  it("is the longest path that has the package", async () => {
    proxy.add(tool, "v1.0.0", { ...server(), "cmd/server/main.go": main });
    proxy.add(`${tool}/cmd`, "v0.5.0", { "go.mod": goMod(`${tool}/cmd`), "other/main.go": main });
    const resolved = await resolve(`${tool}/cmd/server`);
    expect(resolved).toMatchObject({ module: tool, version: "v1.0.0" });
    expect(resolved.facts).toMatchObject({ bins: { server: "cmd/server" }, mainProgram: "server" });
    const nested = await resolve(`${tool}/cmd/other`);
    expect(nested).toMatchObject({ module: `${tool}/cmd`, version: "v0.5.0" });
  });

  it("has capitals, and a major version in its path", async () => {
    const module = "example.com/Owner/Tool/v2";
    proxy.add(module, "v2.1.0", server(module));
    const resolved = await resolve(module);
    expect(resolved).toMatchObject({ module, version: "v2.1.0" });
    expect(resolved.facts.mainProgram).toBe("Tool");
    expect(proxy.requests.map(({ path }) => path)).toContain("example.com/!owner/!tool/v2/@v/v2.1.0.zip");
  });

  it("may be older than modules", async () => {
    proxy.add(tool, "v3.0.0+incompatible", { "main.go": main, "go.mod": goMod(tool) });
    expect((await resolve(tool)).version).toBe("v3.0.0+incompatible");
  });

  it("calls itself otherwise: it moved", async () => {
    proxy.add(tool, "v1.0.0", { ...server("example.com/new/tool"), "cmd/x/main.go": main });
    const error = await failure(`${tool}/cmd/x@v1.0.0`);
    expect(error.code).toBe("E_GO_MODULE_PATH");
    expect(error.hint).toContain("go:example.com/new/tool/cmd/x@v1.0.0");
  });

  it("is not there, or has no such package", async () => {
    expect((await failure("example.com/no/thing")).code).toBe("E_NOT_FOUND");
    proxy.add(tool, "v1.0.0", server());
    const error = await failure(`${tool}/cmd/nothing`);
    expect(error.code).toBe("E_GO_PACKAGE");
    expect(error.message).toContain(`${tool}@v1.0.0`);
  });
});

describe("its programs", () => {
  const at = (...folders: string[]) =>
    Object.fromEntries(folders.map((one) => [`${one}/main.go`, main] as const));

  it("are found, and the one named like it is the server", async () => {
    proxy.add(tool, "v1.0.0", {
      "go.mod": goMod(tool),
      "lib.go": "package tool\n",
      "gen.go": "//go:build ignore\n\npackage main\n",
      ...at("cmd/tool", "cmd/other", "examples/x", "internal/y", "testdata/z"),
    });
    const { facts } = await resolve(tool);
    expect(facts).toMatchObject({ bins: { tool: "cmd/tool", other: "cmd/other" }, mainProgram: "tool" });
    expect((await resolve(tool, { bin: "other" })).facts.mainProgram).toBe("other");
    expect((await failure(tool, { bin: "none" })).code).toBe("E_BIN");
  });

  it("are several, and names do not tell which is the server", async () => {
    proxy.add(tool, "v1.0.0", { "go.mod": goMod(tool), ...at("cmd/a", "cmd/b") });
    const error = await failure(tool);
    expect(error.code).toBe("E_BIN");
    expect(error.hint).toContain("a, b");
    expect((await resolve(`${tool}/cmd`, { bin: "b" })).facts.bins).toEqual({ a: "cmd/a", b: "cmd/b" });
  });

  it("are none", async () => {
    proxy.add(tool, "v1.0.0", { "go.mod": goMod(tool), "lib.go": "package tool\n" });
    expect((await failure(tool)).code).toBe("E_NO_BIN");
  });

  it("hold the version in a variable", async () => {
    proxy.add(tool, "v1.0.0", server());
    expect((await resolve(tool)).facts.versionVariables).toEqual([
      { variable: "main.version", value: "version" },
    ]);
  });
});

describe("what it says of itself", () => {
  it("comes from its README and licence", async () => {
    proxy.add("github.com/owner/tool", "v1.2.0", {
      ...server("github.com/owner/tool"),
      "README.md": "# Tool\n\n[![ci](x)](y)\n\nA server for *things*, with [docs](z).\n",
      LICENSE:
        "Copyright (c) 2025 Somebody\n\nMozilla Public License Version 2.0\n==================================\n",
    });
    const resolved = await resolve("github.com/owner/tool");
    expect(resolved.facts).toMatchObject({
      description: "A server for things, with docs.",
      license: "MPL-2.0",
    });
    expect(resolved).toMatchObject({
      homepage: "https://github.com/owner/tool",
      changelog: "https://github.com/owner/tool/releases/tag/v1.2.0",
    });
  });

  it("is noted: deprecated, replacing, needing a newer Go", async () => {
    proxy.add(tool, "v1.0.0", {
      "go.mod": `// Deprecated: use another\nmodule ${tool}\n\ngo 1.99\n\nreplace example.com/a => example.com/b v1.0.0\n`,
      "main.go": main,
    });
    const { notes } = await resolve(tool);
    expect(notes).toEqual([
      `${tool} is deprecated: use another`,
      expect.stringContaining("replaces example.com/a"),
      expect.stringContaining("needs Go 1.99"),
    ]);
  });

  it("is that it wants a folder that is not published", async () => {
    proxy.add(tool, "v1.0.0", server(tool, "replace example.com/a => ../a\n"));
    expect((await failure(tool)).code).toBe("E_GO_REPLACE");
  });
});

describe("a proxy", () => {
  it("that has nothing lets the next be asked, after a comma only where it says so", async () => {
    const second = await startModuleProxy();
    second.add(tool, "v1.0.0", server());
    const both = (sign: string) => ({ config: config(`${proxy.url}${sign}${second.url}`) });
    expect((await resolve(tool, both(","))).version).toBe("v1.0.0");
    proxy.answer("", (response) => response.writeHead(403).end());
    expect((await failure(tool, both(","))).code).toBe("E_FORBIDDEN");
    expect((await resolve(tool, both("|"))).version).toBe("v1.0.0");
    proxy.answer("", (response) => response.writeHead(410).end());
    expect((await resolve(tool, both(","))).version).toBe("v1.0.0");
    proxy.answer("", (response) => response.writeHead(503).end());
    expect((await failure(tool, both(","))).code).toBe("E_HTTP");
    expect((await resolve(tool, both("|"))).version).toBe("v1.0.0");
    await second.close();
  });

  it("is off, or is none", async () => {
    expect((await failure(tool, { config: config("off") })).code).toBe("E_GO_OFF");
    expect((await failure(tool, { config: config("direct") })).code).toBe("E_GO_DIRECT");
    expect((await failure(tool, { config: config(`${proxy.url},off`) })).code).toBe("E_NOT_FOUND");
    expect((await failure(tool, { config: config(`${proxy.url},direct`) })).code).toBe("E_NOT_FOUND");
    const noProxy = config(proxy.url, "example.com/owner");
    expect((await failure(tool, { config: noProxy })).code).toBe("E_GO_DIRECT");
    expect(proxy.requests.every(({ path }) => !path.includes("zip"))).toBe(true);
  });

  it("is silent, or answers with a page", async () => {
    proxy.answer(tool, () => {});
    expect((await failure(`${tool}@v1.0.0`)).code).toBe("E_TIMEOUT");
    proxy.answer(tool, (response) => response.end("<html>Sign in</html>"));
    expect((await failure(`${tool}@v1.0.0`)).code).toBe("E_GO_PROXY");
  });

  it("gets its login, and it stands nowhere else", async () => {
    proxy.add(tool, "v1.0.0", server());
    const withLogin = proxy.url.replace("//", "//me:s3cret@");
    const resolved = await resolve(tool, { config: config(withLogin) });
    const expected = `Basic ${Buffer.from("me:s3cret").toString("base64")}`;
    expect(proxy.requests.every(({ headers }) => headers.authorization === expected)).toBe(true);
    expect(JSON.stringify(resolved)).not.toContain("s3cret");
  });

  it("serves another module's zip", async () => {
    proxy.add(tool, "v1.0.0", server());
    proxy.add("example.com/owner/evil", "v1.0.0", server());
    const { zip } = await resolve("example.com/owner/evil").catch(() => ({ zip: undefined }));
    expect(zip).toBeUndefined();
    proxy.answer(`${tool}/@v/v1.0.0.zip`, (response) => response.end("no zip"));
    expect((await failure(tool)).code).toBe("E_ARCHIVE");
  });
});
