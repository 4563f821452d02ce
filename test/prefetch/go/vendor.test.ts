import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { ContentCache } from "../../../src/cache/content-cache.ts";
import { UserError } from "../../../src/errors.ts";
import { checkModuleSum } from "../../../src/prefetch/go/check-sum.ts";
import { goModSum, moduleSum } from "../../../src/prefetch/go/dirhash.ts";
import type { GoRunner } from "../../../src/prefetch/go/run-go.ts";
import { type GoVendor, type GoVendorOptions, goVendor } from "../../../src/prefetch/go/vendor.ts";
import { writeTree } from "../../../src/prefetch/go/write-tree.ts";
import { hashOf, sri } from "../../../src/prefetch/hash.ts";
import { narHash } from "../../../src/prefetch/nar.ts";
import { findGo } from "../../../src/registry/go-program.ts";
import { describeGo } from "../../support/languages.ts";
import {
  type ModuleFiles,
  type ModuleProxyServer,
  startModuleProxy,
  sumLines,
  treeOf,
} from "../../support/module-proxy.ts";
import { describeNix, nixOrNull } from "../../support/nix.ts";

// With the real go command, and a module proxy in this process.

const go = await findGo(process.env);
const goSuite = describeGo();

const server = "example.com/owner/server";
const lib = "example.com/owner/lib";
const libFiles: ModuleFiles = {
  "go.mod": `module ${lib}\n\ngo 1.21\n`,
  "lib.go": "// Package lib says a word.\npackage lib\n\nfunc Word() string { return word }\n",
  "word.go": 'package lib\n\nconst word = "hello"\n',
  "lib_test.go": "package lib\n",
  LICENSE: "do what you like\n",
  "unused/unused.go": "package unused\n",
  "docs/readme.md": "text\n",
};
const mainGo = `package main\n\nimport "${lib}"\n\nfunc main() { println(lib.Word()) }\n`;

let proxy: ModuleProxyServer;
let folder: string;
beforeAll(async () => {
  proxy = await startModuleProxy();
  proxy.add(lib, "v1.0.0", libFiles);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "go-vendor-"));
  // The cache may still be sweeping when a test is over.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => proxy.close());

const runner = (env: NodeJS.ProcessEnv = {}): GoRunner => ({
  program: go!.path,
  env: { ...process.env, GOPROXY: proxy.url, GOSUMDB: "off", GOENV: "off", GOTOOLCHAIN: "local", ...env },
  cache: new ContentCache(join(folder, "cache")),
});

function vendor(
  files: ModuleFiles,
  options: Partial<GoVendorOptions> & { env?: NodeJS.ProcessEnv } = {},
): Promise<GoVendor> {
  const { env, ...rest } = options;
  return goVendor(treeOf(files), { runner: runner(env), modRoot: "", package: "", where: "go:x", ...rest });
}

async function failure(files: ModuleFiles, env: NodeJS.ProcessEnv = {}): Promise<UserError> {
  const error = await vendor(files, { env }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

async function withLib(more: ModuleFiles = {}): Promise<ModuleFiles> {
  return {
    "go.mod": `module ${server}\n\ngo 1.21\n\nrequire ${lib} v1.0.0\n`,
    "go.sum": await sumLines(lib, "v1.0.0", libFiles),
    "main.go": mainGo,
    ...more,
  };
}

/** What `go mod vendor` makes of it, written by hand. */
const vendored: ModuleFiles = {
  [`${lib}/LICENSE`]: libFiles.LICENSE!,
  [`${lib}/lib.go`]: libFiles["lib.go"]!,
  [`${lib}/word.go`]: libFiles["word.go"]!,
  "modules.txt": `# ${lib} v1.0.0\n## explicit; go 1.21\n${lib}\n`,
};

goSuite("vendorHash", () => {
  it("is the hash of the packages that are used, and their licences", async () => {
    const found = await vendor(await withLib());
    expect(found).toEqual({
      hash: sri(await narHash(treeOf(vendored))),
      proxyVendor: false,
      proxyReason: null,
      deleteVendor: false,
      modules: 1,
      cgo: { packages: [], pkgConfig: [] },
    });
  });

  it("is of a module in a folder, too", async () => {
    const files = await withLib();
    const below = Object.fromEntries(Object.entries(files).map(([path, text]) => [`sub/dir/${path}`, text]));
    const found = await vendor({ ...below, "go.mod": "module example.com/root\n" }, { modRoot: "sub/dir" });
    expect(found.hash).toBe(sri(await narHash(treeOf(vendored))));
  });

  it("is null without dependencies", async () => {
    const alone = {
      "go.mod": `module ${server}\n\ngo 1.21\n`,
      "main.go": "package main\n\nfunc main() {}\n",
    };
    expect(await vendor(alone)).toMatchObject({ hash: null, modules: 0, proxyVendor: false });
  });

  it("is that of a mere list where none is used", async () => {
    const found = await vendor(await withLib({ "main.go": "package main\n\nfunc main() {}\n" }));
    const list = { "modules.txt": `# ${lib} v1.0.0\n## explicit; go 1.21\n` };
    expect(found.hash).toBe(sri(await narHash(treeOf(list))));
  });

  it("is null where they come along, and a rest of that is deleted", async () => {
    const along = Object.fromEntries(
      Object.entries(vendored).map(([path, text]) => [`vendor/${path}`, text]),
    );
    expect(await vendor(await withLib(along))).toMatchObject({ hash: null, deleteVendor: false, modules: 1 });
    const rest = await vendor(await withLib({ "vendor/modules.txt": vendored["modules.txt"]! }));
    expect(rest).toMatchObject({ hash: sri(await narHash(treeOf(vendored))), deleteVendor: true });
  });

  it("does not depend on the user's own flags, platform or module cache", async () => {
    const env = { GOFLAGS: "-mod=mod -tags=odd", GOMODCACHE: "/nowhere", GOARCH: "arm64", GOOS: "windows" };
    const found = await vendor(await withLib(), { env });
    expect(found.hash).toBe(sri(await narHash(treeOf(vendored))));
  });

  it("follows the replacements of its own go.mod", async () => {
    const fork = "example.com/fork/lib";
    const forked = { ...libFiles, "word.go": 'package lib\n\nconst word = "fork"\n' };
    proxy.add(fork, "v1.0.1", forked);
    const files = await withLib({
      "go.mod": `module ${server}\n\ngo 1.21\n\nrequire ${lib} v1.0.0\n\nreplace ${lib} => ${fork} v1.0.1\n`,
      "go.sum": await sumLines(fork, "v1.0.1", forked),
    });
    const expected = {
      ...vendored,
      [`${lib}/word.go`]: forked["word.go"],
      "modules.txt": `# ${lib} v1.0.0 => ${fork} v1.0.1\n## explicit; go 1.21\n${lib}\n# ${lib} => ${fork} v1.0.1\n`,
    };
    expect((await vendor(files)).hash).toBe(sri(await narHash(treeOf(expected))));
  });
});

goSuite("proxyVendor", () => {
  it("may be asked for, and is the hash of what is downloaded", async () => {
    const found = await vendor(await withLib(), { strategy: "proxy-vendor" });
    expect(found).toMatchObject({ proxyVendor: true, proxyReason: null, modules: 1 });
    const again = await vendor(await withLib(), { strategy: "proxy-vendor" });
    expect(again.hash).toBe(found.hash);
    expect(found.hash).not.toBe((await vendor(await withLib())).hash);
  });

  it("is refused where there is nothing to download: its lock would say another strategy for ever", async () => {
    const alone = {
      "go.mod": `module ${server}\n\ngo 1.21\n`,
      "main.go": "package main\n\nfunc main() {}\n",
    };
    const whole = await withLib({
      "vendor/modules.txt": `# ${lib} v1.0.0\n## explicit; go 1.21\n${lib}\n`,
      [`vendor/${lib}/lib.go`]: libFiles["lib.go"]!,
      [`vendor/${lib}/word.go`]: libFiles["word.go"]!,
    });
    for (const files of [alone, whole]) {
      expect((await vendor(files, { strategy: "vendor" })).hash).toBeNull();
      await expect(vendor(files, { strategy: "proxy-vendor" })).rejects.toMatchObject({
        code: "E_GO_STRATEGY",
      });
    }
  });

  it("is chosen where names differ in case alone", async () => {
    const names = ["example.com/Owner/one", "example.com/owner/two"];
    const sums: string[] = [];
    for (const name of names) {
      const files = { "go.mod": `module ${name}\n\ngo 1.21\n`, "odd.go": "package odd\n" };
      proxy.add(name, "v1.0.0", files);
      sums.push(await sumLines(name, "v1.0.0", files));
    }
    const found = await vendor({
      "go.mod": `module ${server}\n\ngo 1.21\n\nrequire (\n${names.map((name) => `\t${name} v1.0.0\n`).join("")})\n`,
      "go.sum": sums.join(""),
      "main.go": `package main\n\nimport (\n${names.map((name) => `\t_ "${name}"\n`).join("")})\n\nfunc main() {}\n`,
    });
    expect(found.proxyVendor).toBe(true);
    expect(found.proxyReason).toContain("differ in case");
  });

  it("is chosen where C wants a folder that vendoring leaves out", async () => {
    const withC = "example.com/owner/withc";
    const files = {
      "go.mod": `module ${withC}\n\ngo 1.21\n`,
      "c.go":
        'package withc\n\n// #cgo CFLAGS: -I${SRCDIR}/include\n// #cgo pkg-config: zlib\n// #include "word.h"\nimport "C"\n',
      "include/word.h": "#define WORD 1\n",
    };
    proxy.add(withC, "v1.0.0", files);
    const found = await vendor({
      "go.mod": `module ${server}\n\ngo 1.21\n\nrequire ${withC} v1.0.0\n`,
      "go.sum": await sumLines(withC, "v1.0.0", files),
      "main.go": `package main\n\nimport _ "${withC}"\n\nfunc main() {}\n`,
    });
    expect(found).toMatchObject({
      proxyVendor: true,
      proxyReason: expect.stringContaining("include"),
      cgo: { packages: [withC], pkgConfig: ["zlib"] },
    });
  });
});

goSuite("what goes wrong", () => {
  it("is other bytes than go.sum says", async () => {
    const files = await withLib();
    const wrong = files["go.sum"]!.replace(/h1:.{10}/, `h1:${"A".repeat(10)}`);
    const error = await failure({ ...files, "go.sum": wrong });
    expect(error).toMatchObject({ code: "E_INTEGRITY", message: expect.stringContaining(`${lib}@v1.0.0`) });
  });

  it("is a go.sum that lacks a module", async () => {
    expect((await failure(await withLib({ "go.sum": "" }))).code).toBe("E_GO_SUM");
  });

  it("is a go command that is too old", async () => {
    const error = await failure(await withLib({ "go.mod": `module ${server}\n\ngo 1.99.1\n` }));
    expect(error).toMatchObject({ code: "E_GO_VERSION", message: expect.stringContaining("1.99.1") });
  });

  it("is a module that is gone, denied, or not to be downloaded", async () => {
    const gone = "example.com/owner/gone";
    const files = await withLib({
      "go.mod": `module ${server}\n\ngo 1.21\n\nrequire ${gone} v1.0.0\n`,
      "go.sum": (await sumLines(lib, "v1.0.0", libFiles)).replaceAll(lib, gone),
      "main.go": mainGo.replace(lib, gone),
    });
    expect((await failure(files)).code).toBe("E_NOT_FOUND");
    proxy.answer(gone, (response) => response.writeHead(403).end());
    const denied = await failure(files);
    expect(denied.code).toBe("E_FORBIDDEN");
    expect(denied.message).not.toContain("127.0.0.1");
    expect((await failure(files, { GOPROXY: "off" })).code).toBe("E_GO_OFF");
    expect((await failure(files, { GOPROXY: "http://127.0.0.1:9" })).code).toBe("E_NETWORK");
  });

  it("is a replacement by a folder that is not there", async () => {
    const files = await withLib({
      "go.mod": `module ${server}\n\ngo 1.21\n\nrequire ${lib} v1.0.0\n\nreplace ${lib} => ./sub\n`,
    });
    expect((await failure(files)).code).toBe("E_GO_REPLACE");
  });

  it("is a go command that is not there", async () => {
    const options = { runner: { ...runner(), program: "/nonexistent/go" } };
    await expect(vendor(await withLib(), options)).rejects.toMatchObject({ code: "E_GO_MISSING" });
  });

  it("is that it is called off", async () => {
    const options = { runner: { ...runner(), signal: AbortSignal.abort() } };
    await expect(vendor(await withLib(), options)).rejects.toMatchObject({ name: "AbortError" });
  });
});

goSuite("the sum of a module", () => {
  it("is what the go command computes", async () => {
    const sum = await moduleSum(treeOf(libFiles), lib, "v1.0.0");
    await checkModuleSum(runner(), { path: lib, version: "v1.0.0", sum }, "go:x");
    const other = `h1:${hashOf("sha256", "x").digest.toString()}`;
    await expect(
      checkModuleSum(runner(), { path: lib, version: "v1.0.0", sum: other }, "go:x"),
    ).rejects.toMatchObject({
      code: "E_INTEGRITY",
    });
    // A home's own go.mod does not count, and there need not be a home.
    const home = join(folder, "home");
    await writeTree(treeOf({ "go.mod": "module home\n\ngo 1.99\n" }), home);
    for (const HOME of [home, join(folder, "no home")]) {
      vi.stubEnv("HOME", HOME);
      await checkModuleSum(runner(), { path: lib, version: "v1.0.0", sum }, "go:x");
    }
    // go.sum's other line is checked by every build above.
    expect(goModSum(libFiles["go.mod"]!)).toMatch(/^h1:/);
  });
});

describeGo(describeNix)("a tree written to disk", () => {
  it("has the hash that Nix says it has", async () => {
    await writeTree(treeOf(vendored), join(folder, "written"));
    const program = join(nixOrNull()!, "nix-hash");
    const { stdout } = await execa(program, ["--type", "sha256", "--sri", join(folder, "written")]);
    expect(stdout).toBe(sri(await narHash(treeOf(vendored))));
  });
});
