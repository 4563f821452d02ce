import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { describeNix } from "../support/nix.ts";
import {
  buildPackage,
  buildWithFoundHash,
  fixturePackage,
  type NixAnswer,
  packageFolder,
} from "./stand-in-packages.ts";

// LIVE: downloads Node.js and npm from npm's own registry, the first time, and two small packages.
//
// Packages of our own making, for what buildNpmPackage does with each kind of package.json.

/** A package without dependencies, built from its own folder. */
async function build(
  attributes: string,
  manifest: object,
  files: Record<string, string> = { "cli.js": "console.log('ran', process.argv.slice(2).join());\n" },
): Promise<NixAnswer> {
  const base = { name: "case", version: "1.0.0", ...manifest };
  const lock = { ...base, lockfileVersion: 3, requires: true, packages: { "": base } };
  const folder = await packageFolder(
    `{ lib, buildNpmPackage, importNpmLock, nodejs, python3 }:
     buildNpmPackage (finalAttrs: {
       pname = "case";
       version = "1.0.0";
       src = lib.cleanSource ./.;
       npmDeps = importNpmLock { npmRoot = ./.; };
       npmConfigHook = importNpmLock.npmConfigHook;
       ${attributes.includes("npmBuildScript") ? "" : "dontNpmBuild = true;"}
       # npm makes none where there are no dependencies, and the install hook wants one.
       ${attributes.includes("preInstall") ? "" : 'preInstall = "mkdir -p node_modules";'}
       ${attributes}
     })`,
    { "package.json": JSON.stringify(base), "package-lock.json": JSON.stringify(lock), ...files },
  );
  try {
    return await buildPackage(folder.path);
  } finally {
    await folder.remove();
  }
}

async function programs(store: string): Promise<string[]> {
  return (await readdir(join(store, "bin"), { recursive: true })).sort();
}

describeNix("buildNpmPackage", { timeout: 300_000 }, () => {
  it("compiles a native addon, without network, for the Node.js it runs on", async () => {
    const { ok, stdout, log } = await buildWithFoundHash((hash) =>
      fixturePackage(
        "native-addon",
        `{ lib, buildNpmPackage }: buildNpmPackage {
          pname = "native-addon"; version = "1.0.0"; src = lib.cleanSource ./.;
          npmDepsHash = ${hash};
          dontNpmBuild = true;
          npmRebuildFlags = [ "bufferutil" ];
          env.npm_config_build_from_source = "true";
        }`,
      ),
    );
    expect(ok, log).toBe(true);
    expect((await execa(join(stdout, "bin/native-addon"))).stdout).toBe("0201 true");
  });

  it("makes one program for each entry of bin", async () => {
    const { ok, stdout, log } = await build("", { bin: { one: "cli.js", two: "./cli.js" } });
    expect(ok, log).toBe(true);
    expect(await programs(stdout)).toEqual(["one", "two"]);
    expect((await execa(join(stdout, "bin/one"), ["a", "b"])).stdout).toBe("ran a,b");
  });

  // As nixpkgs' hook has it; mcp-nixgen therefore writes `bin` as a map.
  it("names the program of a scoped package's string with the scope", async () => {
    const { ok, stdout, log } = await build("", { name: "@scope/case", bin: "cli.js" });
    expect(ok, log).toBe(true);
    expect(await programs(stdout)).toEqual(["@scope", "@scope/case"]);
  });

  it("makes no program of directories.bin", async () => {
    const { ok, stdout, log } = await build("", { directories: { bin: "." } });
    expect(ok, log).toBe(true);
    expect(await readdir(stdout)).toEqual(["lib"]);
  });

  // As nixpkgs' hook has it, which splits its list of programs at spaces.
  it("tears a program's name and path apart at spaces", async () => {
    const { ok, stdout, log } = await build("", { bin: { "a b": "cli.js" } }, { "cli.js": "" });
    expect(ok, log).toBe(true);
    expect(await programs(stdout)).toEqual(["a"]);
    expect(await readFile(join(stdout, "bin/a"), "utf8")).toContain("/lib/node_modules/case/b ");
  });

  it("fails on a map of programs with nothing in it", async () => {
    const { ok, log } = await build("", { bin: {} });
    expect(ok).toBe(false);
    expect(log).toMatch(/\/bin\/: Is a directory/);
  });

  it("makes no program of a list", async () => {
    const { ok, stdout, log } = await build("", { bin: ["cli.js"] });
    expect(ok, log).toBe(true);
    expect(await readdir(stdout)).toEqual(["lib"]);
  });

  it("installs what npm would publish, and nothing else", async () => {
    const { ok, stdout, log } = await build(
      "",
      { bin: { one: "cli.js" }, files: ["data"] },
      { "cli.js": "", "data/x.json": "{}", "secret.txt": "" },
    );
    expect(ok, log).toBe(true);
    expect((await readdir(join(stdout, "lib/node_modules/case"))).sort()).toEqual([
      "cli.js",
      "data",
      "node_modules",
      // importNpmLock's hook brings the original back.
      "package-lock.json",
      "package.json",
    ]);
  });

  // As in nixpkgs, whose packages without dependencies make the folder themselves.
  it("fails on a package without dependencies, for want of node_modules", async () => {
    const { ok, log } = await build('preInstall = "true";', { bin: "cli.js" });
    expect(ok).toBe(false);
    expect(log).toContain("find: 'node_modules': No such file or directory");
  });

  it("runs the package's own prepare script when it packs", async () => {
    const { ok, log } = await build("", { scripts: { prepare: "echo preparing && exit 3" } });
    expect(ok).toBe(false);
    expect(log).toContain("preparing");
  });

  it("runs the build script with its flags, and a Makefile never", async () => {
    const { ok, stdout, log } = await build(
      'npmBuildScript = "make-it"; npmBuildFlags = [ "--" "built by a script" ];',
      { bin: { one: "cli.js" }, scripts: { "make-it": "node make.js" } },
      {
        "make.js":
          "require('fs').writeFileSync('cli.js', 'console.log(' + JSON.stringify(process.argv[2]) + ')')",
        Makefile: "all:\n\tfalse\n",
      },
    );
    expect(ok, log).toBe(true);
    expect((await execa(join(stdout, "bin/one"))).stdout).toBe("built");
  });

  it("installs manual pages, compressed", async () => {
    const { ok, stdout, log } = await build("", { man: "./case.1" }, { "case.1": ".TH CASE 1\n" });
    expect(ok, log).toBe(true);
    expect(await readdir(join(stdout, "share/man/man1"))).toEqual(["case.1.gz"]);
  });

  // As in nixpkgs, whose hook tests for a type that jq has not.
  it("installs no manual pages given as a list", async () => {
    const { ok, stdout, log } = await build("", { man: ["./case.1"] }, { "case.1": ".TH CASE 1\n" });
    expect(ok, log).toBe(true);
    expect(await readdir(stdout)).toEqual(["lib"]);
  });

  it("leaves a copy out of the store read-only, for root too", async () => {
    const { ok, log } = await build('postPatch = "cp ${./package.json} copy.json; echo >>copy.json";', {});
    expect(ok).toBe(false);
    expect(log).toContain("copy.json: Permission denied");
  });

  it("builds with what an overlay makes of it", async () => {
    const folder = await packageFolder(
      `{ lib, buildNpmPackage, importNpmLock }:
       (buildNpmPackage (finalAttrs: {
         pname = "case"; version = "1.0.0"; src = lib.cleanSource ./.;
         npmDeps = importNpmLock { npmRoot = ./.; };
         npmConfigHook = importNpmLock.npmConfigHook;
         dontNpmBuild = true;
         preInstall = "mkdir -p node_modules";
         env.GREETING = "version \${finalAttrs.version}";
         postInstall = ''echo "$GREETING" >"$out/greeting"'';
       })).overrideAttrs { version = "2.0.0"; }`,
      {
        "package.json": '{ "name": "case", "version": "1.0.0" }',
        "package-lock.json":
          '{ "name": "case", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "case", "version": "1.0.0" } } }',
      },
    );
    const { ok, stdout, log } = await buildPackage(folder.path);
    await folder.remove();
    expect(ok, log).toBe(true);
    expect(await readFile(join(stdout, "greeting"), "utf8")).toBe("version 2.0.0\n");
    expect(stdout).toMatch(/-case-2\.0\.0$/);
  });

  it("has node and npm that belong together", async () => {
    const { ok, stdout, log } = await build(
      'postInstall = "npm --version >$out/npm; readlink -f $(type -p npm) >$out/where";',
      {},
    );
    expect(ok, log).toBe(true);
    expect(await readFile(join(stdout, "where"), "utf8")).toMatch(
      /nodejs-24\.[^/]+\/lib\/node_modules\/npm\//,
    );
    expect(await readFile(join(stdout, "npm"), "utf8")).toMatch(/^11\./);
  });
});
