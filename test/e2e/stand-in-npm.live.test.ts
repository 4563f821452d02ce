import { randomUUID } from "node:crypto";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, expect, it } from "vitest";
import { conventionalTarballUrl } from "../../src/prefetch/fix-lock/conventional-url.ts";
import { loadNpmConfig } from "../../src/registry/npm-config.ts";
import { describeNix } from "../support/nix.ts";
import {
  buildPackage,
  buildWithFoundHash,
  fixturePackage,
  type Lock,
  type NixAnswer,
  type PackageFolder,
} from "./stand-in-packages.ts";

// LIVE: downloads from npm's own registry (Node.js, npm, and one real server with 95 dependencies).
//
// One package as this tool writes it, built by Nix, and the same package with one thing wrong: what
// nixpkgs would refuse must fail here too, or a build here would prove nothing.

const name = "@modelcontextprotocol/server-memory";
const version = "2026.8.31";
const srcHash =
  "sha512-ljj/3S4aGjxdNSQWw6gucKKGnTLdBPWxzapyY/MT2tOVyZwvxChvevXSLPwx59nKJAlVpUVW+cOlnVRXRwiqMQ==";
const npmDepsHash = "sha256-kmmApnKBTJfC2P7SzvJDmZGaF6w9P3yvMaFFyWVueho=";

const { defaultRegistry } = await loadNpmConfig(process.cwd());

/** The package, with `changes` to its attributes: a value of Nix by name, or undefined for none. */
function packageNix(changes: Record<string, string | undefined> = {}): string {
  const attributes: Record<string, string | undefined> = {
    pname: '"mcp-server-memory"',
    version: `"${version}"`,
    src: `fetchurl {
      url = "${conventionalTarballUrl(defaultRegistry, name, version)}";
      hash = "${srcHash}";
    }`,
    postPatch:
      "''\n    cp ${./package.json} package.json\n    cp ${./package-lock.json} package-lock.json\n  ''",
    npmDepsHash: `"${npmDepsHash}"`,
    dontNpmBuild: "true",
    npmRebuildFlags: '[ "--ignore-scripts" ]',
    meta: '{ description = "Memory"; license = lib.licenses.mit; mainProgram = "mcp-server-memory"; }',
    ...changes,
  };
  const lines = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [`  ${key} = ${value};`],
  );
  return `{ lib, buildNpmPackage, fetchurl, fetchNpmDeps, importNpmLock }:\nbuildNpmPackage (finalAttrs: {\n${lines.join("\n")}\n})\n`;
}

const folders: PackageFolder[] = [];
afterAll(async () => {
  for (const folder of folders) await folder.remove();
});

async function build(
  changes: Record<string, string | undefined> = {},
  edit?: (lock: Lock) => void,
): Promise<NixAnswer> {
  const folder = await fixturePackage("server-memory", packageNix(changes), edit);
  folders.push(folder);
  return buildPackage(folder.path);
}

/** The tools that a server in the store names over MCP. */
async function toolsOf(program: string): Promise<string[]> {
  const client = new Client({ name: "test", version: "0" });
  await client.connect(new StdioClientTransport({ command: program, stderr: "ignore" }));
  const { tools } = await client.listTools();
  await client.close();
  return tools.map((tool) => tool.name);
}

describeNix("a real server", () => {
  it("builds and answers MCP from its store path", { timeout: 300_000 }, async () => {
    const { ok, stdout, log } = await build();
    expect(ok, log).toBe(true);
    expect(await toolsOf(join(stdout, "bin/mcp-server-memory"))).toContain("create_entities");
    const installed = join(stdout, "lib/node_modules", name);
    expect(await readFile(join(installed, "dist/index.js"), "utf8")).toMatch(/^#!\/nix\/store\//);
    await expect(access(join(installed, "node_modules/typescript"))).rejects.toThrow();
  });

  it("builds through importNpmLock, without npmDepsHash", { timeout: 300_000 }, async () => {
    const { ok, stdout, log } = await build({
      npmDepsHash: undefined,
      npmDeps: "importNpmLock { npmRoot = ./.; }",
      npmConfigHook: "importNpmLock.npmConfigHook",
    });
    expect(ok, log).toBe(true);
    expect(await toolsOf(join(stdout, "bin/mcp-server-memory"))).toContain("create_entities");
    // The imported package.json names store paths: the installed one is the original.
    expect(await readFile(join(stdout, "lib/node_modules", name, "package.json"), "utf8")).not.toContain(
      "/nix/store",
    );
  });

  it("passes makeWrapperArgs on to every program's wrapper", { timeout: 300_000 }, async () => {
    const { ok, stdout, log } = await build({ makeWrapperArgs: '[ "--set" "A" "b" ]' });
    expect(ok, log).toBe(true);
    expect(await readdir(join(stdout, "bin"))).toEqual(["mcp-server-memory"]);
    expect(await readFile(join(stdout, "bin/mcp-server-memory"), "utf8")).toMatch(/export A='?b'?/);
  });
});

describeNix("the same server, otherwise", () => {
  it("builds with packuments in the cache (fetcher version 2)", { timeout: 300_000 }, async () => {
    const { ok, stdout, log } = await buildWithFoundHash((hash) =>
      fixturePackage(
        "server-memory",
        // What is in the store already is not built again, and has no log.
        packageNix({ npmDepsHash: hash, npmDepsFetcherVersion: "2", env: `{ RUN = "${randomUUID()}"; }` }),
      ),
    );
    expect(ok, log).toBe(true);
    expect(log).toContain("Making cache writable");
    expect(await toolsOf(join(stdout, "bin/mcp-server-memory"))).toContain("create_entities");
  });
});

describeNix("the same server with one thing wrong fails:", () => {
  it("another npmDepsHash", { timeout: 300_000 }, async () => {
    const { ok, log } = await build({ npmDepsHash: "lib.fakeHash" });
    expect(ok).toBe(false);
    expect(log).toContain("hash mismatch in fixed-output derivation");
    expect(log).toContain(npmDepsHash);
  });

  it("no npmDepsHash at all", { timeout: 300_000 }, async () => {
    const { ok, log } = await build({ npmDepsHash: undefined });
    expect(ok).toBe(false);
    expect(log).toContain("hash mismatch in fixed-output derivation");
  });

  it("another hash of the source", { timeout: 300_000 }, async () => {
    const { ok, log } = await build({
      src: `fetchurl {
        name = "other.tgz";
        url = "${conventionalTarballUrl(defaultRegistry, name, version)}";
        hash = "sha512-${Buffer.alloc(64).toString("base64")}";
      }`,
    });
    expect(ok).toBe(false);
    expect(log).toContain("hash mismatch in fixed-output derivation");
  });

  // npmDeps with the right hash is in the store already, and Nix does not build it again: the lockfile
  // in the source is then not the one in the cache.
  it("a lockfile changed after its hash", { timeout: 300_000 }, async () => {
    const { ok, log } = await build({}, (lock) => {
      delete lock.packages["node_modules/zod"];
    });
    expect(ok).toBe(false);
    expect(log).toContain("npmDepsHash is out of date");
  });

  it("another fetcher version than the cache's", { timeout: 300_000 }, async () => {
    const { ok, log } = await build({ npmDepsFetcherVersion: "2" });
    expect(ok).toBe(false);
    expect(log).toContain("The fetcher version in the arguments to buildNpmPackage (2)");
  });

  it("a lockfile entry without its address", { timeout: 300_000 }, async () => {
    const { ok, log } = await buildWithFoundHash((hash) =>
      fixturePackage("server-memory", packageNix({ npmDepsHash: hash }), (lock) => {
        delete lock.packages["node_modules/zod"]!.resolved;
      }),
    );
    expect(ok).toBe(false);
    expect(log).toContain("ENOTCACHED");
  });

  it("a package.json that wants more than the lockfile has", { timeout: 300_000 }, async () => {
    const { ok, log } = await build({
      postPatch: `''
        cp \${./package.json} package.json
        cp \${./package-lock.json} package-lock.json
        sed -i 's/"dependencies": {/"dependencies": { "left-pad": "1.3.0",/' package.json
      ''`,
    });
    expect(ok).toBe(false);
    expect(log).toContain("ENOTCACHED");
    expect(log).toContain("left-pad");
  });

  it("a build script that is not there", { timeout: 300_000 }, async () => {
    const { ok, log } = await build({ dontNpmBuild: undefined });
    expect(ok).toBe(false);
    expect(log).toContain('Missing script: "build"');
  });

  it("a licence attribute that nixpkgs does not have", async () => {
    const { ok, log } = await build({ meta: "{ license = lib.licenses.mitt; }" });
    expect(ok).toBe(false);
    expect(log).toContain("mitt");
  });

  // As in nixpkgs, the package builds, and its program does not start.
  it("a program that is not in the package", { timeout: 300_000 }, async () => {
    const { ok, stdout, log } = await build({
      postInstall: `''rm "$out/lib/node_modules/${name}/dist/index.js"''`,
    });
    expect(ok, log).toBe(true);
    await expect(toolsOf(join(stdout, "bin/mcp-server-memory"))).rejects.toThrow();
  });
});
