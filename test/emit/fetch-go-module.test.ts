import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Nix, n } from "../../src/nix/ast.ts";
import { printNix } from "../../src/nix/print.ts";
import { sri } from "../../src/prefetch/hash.ts";
import { narHash } from "../../src/prefetch/nar.ts";
import { findGo } from "../../src/registry/go-program.ts";
import { describeGo } from "../support/languages.ts";
import {
  type ModuleFiles,
  type ModuleProxyServer,
  startModuleProxy,
  treeOf,
} from "../support/module-proxy.ts";
import { describeNix, nixEnv } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";

/**
 * `overlays/lib/fetch-go-module.nix`, built by real Nix with the host's go against a module proxy on this machine. Every
 * run publishes other bytes, since Nix would not fetch what it has.
 */

// A daemon builds with its own environment, in which no test can set a proxy.
const daemon = existsSync("/nix/var/nix/daemon-socket/socket");
if (daemon) process.stderr.write("\nNix runs a daemon here: fetchGoModule's environment IS NOT CHECKED.\n\n");

const module = "example.com/Owner/Tool/v2";
const files: ModuleFiles = {
  "go.mod": `module ${module}\n\ngo 1.21\n`,
  "main.go": `package main\n\n// ${randomUUID()}\nfunc main() {}\n`,
  "sub/data.txt": "data\n",
};

let proxy: ModuleProxyServer;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "fetch-go-module-"));
  proxy = await startModuleProxy();
  proxy.add(module, "v2.1.0", files);
});
afterAll(async () => {
  await proxy.close();
  await rm(home, { recursive: true, force: true });
});

async function fetchGoModule(hash: string, env: Record<string, string>): Promise<string> {
  const { path, flags } = await nixpkgsForTests();
  const helper = n.path(fileURLToPath(new URL("../../overlays/lib/fetch-go-module.nix", import.meta.url)));
  const programs = n.attrs([n.bind("go", await hostGo()), n.inherit(["gitMinimal"], n.id("pkgs"))]);
  const call = n.call(n.get("pkgs", "callPackage"), helper, n.attrs([n.bind("buildPackages", programs)]));
  const source = n.call(call, n.data({ path: module, version: "2.1.0", hash }));
  const pkgs = n.call("import", n.path(path), n.attrs([]));
  const { stdout } = await execa(
    "nix-build",
    ["--no-out-link", ...flags, "-E", printNix(n.let([n.bind("pkgs", pkgs)], source))],
    { env: { ...nixEnv()?.env, HOME: home, GOENV: "", GOPROXY: "", XDG_CONFIG_HOME: "", ...env } },
  );
  return stdout;
}

/** The go command that runs these tests, as a package. */
async function hostGo(): Promise<Nix> {
  const go = await findGo(process.env);
  if (go === null) throw new Error("these tests need a go command on PATH");
  return n.call(
    n.get("pkgs", "runCommand"),
    n.str("host-go"),
    n.attrs([]),
    n.indented("mkdir -p $out/bin\n", `ln -s ${go.path} $out/bin/go\n`),
  );
}

describeGo(describeNix)("fetchGoModule", () => {
  const hash = async () => sri(await narHash(treeOf(files)));

  test.skipIf(daemon)("fails where the hash is another one", async () => {
    const wrong = `sha256-${"A".repeat(43)}=`;
    await expect(fetchGoModule(wrong, { GOPROXY: proxy.url })).rejects.toThrow(await hash());
  });

  test.skipIf(daemon)("gives the module's files, by the hash that is computed without Nix", async () => {
    const path = await fetchGoModule(await hash(), { GOPROXY: proxy.url });
    expect(path).toMatch(/-v2-2\.1\.0$/);
    expect((await readdir(path)).sort()).toEqual(["go.mod", "main.go", "sub"]);
    expect(await readFile(join(path, "main.go"), "utf8")).toBe(files["main.go"]);
  });

  test.skipIf(daemon)("finds the proxy in what `go env -w` wrote", async () => {
    const other = { ...files, "main.go": `${files["main.go"]}// ${randomUUID()}\n` };
    proxy.add(module, "v2.1.0", other);
    await mkdir(join(home, ".config", "go"), { recursive: true });
    await writeFile(join(home, ".config", "go", "env"), `GOPROXY=${proxy.url}\n`);
    const path = await fetchGoModule(sri(await narHash(treeOf(other))), {});
    expect(await readFile(join(path, "main.go"), "utf8")).toBe(other["main.go"]);
  });
});
