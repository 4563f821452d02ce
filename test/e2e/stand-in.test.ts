import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, expect, it } from "vitest";
import { describeNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";
import {
  buildPackage,
  evaluate,
  type PackageFolder,
  packageFolder,
  tryEvaluate,
} from "./stand-in-packages.ts";

// What needs no network: evaluation, and builds of shell scripts. These hold for nixpkgs too, except
// where a test says so.

const folders: PackageFolder[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

async function build(
  expression: string,
  files: Record<string, string> = {},
): ReturnType<typeof buildPackage> {
  const folder = await packageFolder(expression, files);
  folders.push(folder);
  return buildPackage(folder.path);
}

/** A package around `meta`. */
const withMeta = (meta: string): string =>
  `(pkgs.stdenv.mkDerivation { pname = "p"; version = "1"; dontUnpack = true; meta = ${meta}; }).drvPath`;

describeNix("the stand-in's lib", () => {
  it("has nixpkgs' licences under nixpkgs' names", async () => {
    const licences = (await evaluate(
      `lib.mapAttrs (_: l: { inherit (l) free; id = l.spdxId or null; name = l.fullName or null; })
         (lib.filterAttrs (_: l: l ? shortName) lib.licenses)`,
    )) as Record<string, { free: boolean; id: string | null; name: string | null }>;
    expect(Object.keys(licences).length).toBeGreaterThan(280);
    expect(licences.mit).toEqual({ free: true, id: "MIT", name: "MIT License" });
    expect(licences.asl20!.id).toBe("Apache-2.0");
    expect(licences.unfree!.free).toBe(false);
    expect(licences.bsl11!.free).toBe(false);
  });

  // lib.json was printed by nixpkgs' own lib, release 26.11.
  it("answers as nixpkgs' lib does", async () => {
    const folder = fileURLToPath(new URL("fixtures/stand-in-lib", import.meta.url));
    const expected = JSON.parse(await readFile(join(folder, "lib.json"), "utf8")) as Record<string, unknown>;
    const answers = (await evaluate(`import ${folder}/samples.nix { inherit lib; }`)) as typeof expected;
    for (const topic of Object.keys(expected)) {
      // nixpkgs itself may be of another day, with more licences.
      if (topic === "licences" && (await nixpkgsForTests()).real) continue;
      expect(answers[topic], topic).toEqual(expected[topic]);
    }
    expect(Object.keys(answers).sort()).toEqual(Object.keys(expected).sort());
  });
});

describeNix("evaluating a package", () => {
  it("takes overlays, override and overrideAttrs as nixpkgs does", async () => {
    const answer = await evaluate(`
      let
        overlay = final: prev: {
          greeting = "hi";
          p = final.callPackage ({ stdenv, greeting, punctuation ? "!" }: stdenv.mkDerivation (finalAttrs: {
            pname = "p"; version = "1"; dontUnpack = true;
            passthru.says = greeting + punctuation + finalAttrs.version;
          })) { };
        };
        inherit (pkgs.extend overlay) p;
      in map (x: x.says) [
        p
        (p.override { punctuation = "?"; })
        (p.overrideAttrs { version = "2"; })
        ((p.overrideAttrs (old: { version = old.version + "0"; })).override { greeting = "yo"; })
      ]`);
    expect(answer).toEqual(["hi!1", "hi?1", "hi!2", "yo!10"]);
  });

  it("refuses an argument that the package set does not have", async () => {
    const answer = await tryEvaluate(`(pkgs.callPackage ({ noSuchThing }: noSuchThing) { })`);
    expect(answer.ok).toBe(false);
    expect(answer.log).toContain("noSuchThing");
  });

  it("refuses a licence attribute that nixpkgs does not have", async () => {
    const answer = await tryEvaluate(withMeta("{ license = lib.licenses.noSuchLicence; }"));
    expect(answer.ok).toBe(false);
    expect(answer.log).toContain("attribute 'noSuchLicence' missing");
  });

  it.each([
    ["a licence that is no licence", "{ license = [ 1 ]; }", "meta.license"],
    ["platforms as a string", '{ platforms = "linux"; }', "meta.platforms"],
    ["a description that is a list", '{ description = [ "x" ]; }', "meta.description"],
    ["an unknown field", "{ licence = lib.licenses.mit; }", "meta.licence"],
    ["an unfree licence", "{ license = lib.licenses.unfree; }", "unfree"],
    [
      "another system's package",
      '{ platforms = [ "mips-linux" ]; }',
      "not available on the requested hostPlatform",
    ],
  ])("refuses %s in meta", async (_what, meta, said) => {
    const answer = await tryEvaluate(withMeta(meta));
    expect(answer.ok).toBe(false);
    expect(answer.log).toContain(said);
  });

  it("takes joined licences, several licences and an own one", async () => {
    for (const licence of [
      "with lib.licenses; [ mit asl20 ]",
      '{ fullName = "The Example Licence"; free = true; }',
    ]) {
      expect(await evaluate(withMeta(`{ license = ${licence}; }`))).toMatch(/\.drv$/);
    }
  });

  it("refuses env that is no environment, or an argument too", async () => {
    for (const env of ["{ A = [ 1 ]; }", '{ version = "2"; }']) {
      const answer = await tryEvaluate(
        `(pkgs.stdenv.mkDerivation { pname = "p"; version = "1"; env = ${env}; }).drvPath`,
      );
      expect(answer.log).toContain("The `env` attribute set can");
    }
  });

  it("wants one hash for a file, and a well-formed one", async () => {
    const url = '"https://registry.example/x.tgz"';
    for (const [hash, said] of [
      ["", "hash"],
      ['hash = "sha256-tooShort";', "hash"],
      ["hash = lib.fakeHash; sha256 = lib.fakeSha256;", "multiple hashes"],
    ]) {
      const answer = await tryEvaluate(`(pkgs.fetchurl { url = ${url}; ${hash} }).drvPath`);
      expect(answer.ok).toBe(false);
      expect(answer.log).toContain(said);
    }
  });

  it("asks GitHub for a tag by its full name", async () => {
    const url = await evaluate(
      `(pkgs.fetchFromGitHub { owner = "o"; repo = "r"; tag = "v1"; hash = lib.fakeHash; }).url`,
    );
    expect(url).toBe("https://github.com/o/r/archive/refs/tags/v1.tar.gz");
  });
});

describeNix("building", () => {
  it("runs the phases in order, with hooks and their arrays", async () => {
    const { ok, stdout, log } = await build(
      `{ stdenv, writeText, makeSetupHook }:
      stdenv.mkDerivation {
        pname = "phases"; version = "1"; src = ./.;
        nativeBuildInputs = [ (makeSetupHook { name = "h"; } (writeText "h.sh" ''
          fromHook() { echo "preFixup array" >>"$out/order"; }
          preFixupHooks+=(fromHook)
          postPatchHooks+=("echo 'postPatch array' >>order")
        '')) ];
        patches = [ ./change.patch ];
        prePatch = "echo prePatch >>order";
        postPatch = "echo postPatch >>order";
        preConfigure = "echo preConfigure >>order";
        buildPhase = "runHook preBuild; echo build >>order; runHook postBuild";
        doCheck = true;
        checkPhase = "echo check >>order";
        installPhase = ''runHook preInstall; mkdir "$out"; cp order file "$out/"; runHook postInstall'';
        preFixup = ''echo "preFixup" >>"$out/order"'';
        doInstallCheck = true;
        installCheckPhase = ''echo installCheck >>"$out/order"'';
      }`,
      {
        file: "old\n",
        "change.patch": "--- a/file\n+++ b/file\n@@ -1 +1 @@\n-old\n+new\n",
      },
    );
    expect(ok, log).toBe(true);
    expect(await readFile(join(stdout, "file"), "utf8")).toBe("new\n");
    expect((await readFile(join(stdout, "order"), "utf8")).trim().split("\n")).toEqual([
      "prePatch",
      "postPatch",
      "postPatch array",
      "preConfigure",
      "build",
      "check",
      "preFixup",
      "preFixup array",
      "installCheck",
    ]);
  });

  it("wraps programs: environment, flags and paths, whatever characters they have", async () => {
    const { ok, stdout, log } = await build(`{ runCommand, makeWrapper }:
      runCommand "wrapped" { nativeBuildInputs = [ makeWrapper ]; } ''
        mkdir -p $out/bin
        printf '#!/bin/sh\\nprintf "[%%s]" "$A" "$B" "$P" "$S" "''\${Q-unset}" "$@"\\n' >$out/bin/show
        chmod +x $out/bin/show
        wrapProgram $out/bin/show --set A "it's \\$x" --set-default B default --prefix P : "/x y" \\
          --suffix S : /z --unset Q --add-flag "a b" --add-flags '--home "$HOME"' --append-flags last
      ''`);
    expect(ok, log).toBe(true);
    const shown = await execa(join(stdout, "bin/show"), ["own argument"], {
      env: { PATH: process.env.PATH, HOME: "/h", B: "given", P: "/q:/x y", S: "/z:/a", Q: "q" },
      extendEnv: false,
    });
    expect(shown.stdout).toBe("[it's $x][given][/x y:/q][/a:/z][unset][a b][--home][/h][own argument][last]");
  });

  it("points scripts at the interpreter of the run-time inputs", async () => {
    const { ok, stdout, log } = await build(`{ stdenv, writeShellScriptBin }:
      stdenv.mkDerivation {
        name = "scripts"; dontUnpack = true; strictDeps = true;
        buildInputs = [ (writeShellScriptBin "runner" "exec /bin/sh \\"$@\\"") ];
        nativeBuildInputs = [ (writeShellScriptBin "buildonly" "exec /bin/sh \\"$@\\"") ];
        installPhase = ''
          mkdir $out
          printf '#!/usr/bin/env runner\\necho ran\\n' >$out/run
          printf '#! /opt/bin/buildonly -x\\necho\\n' >$out/build
          printf '#!/usr/bin/env runner\\n' >$out/not-executable
          chmod +x $out/run $out/build
        '';
      }`);
    expect(ok, log).toBe(true);
    expect((await execa(join(stdout, "run"))).stdout).toBe("ran");
    expect(await readFile(join(stdout, "build"), "utf8")).toMatch(/^#! \/opt\/bin\/buildonly/);
    expect(await readFile(join(stdout, "not-executable"), "utf8")).toBe("#!/usr/bin/env runner\n");
  });

  it.each([
    ["a dangling symlink", "mkdir $out; ln -s nowhere $out/link", "missing target"],
    [
      "a replacement that finds nothing",
      "echo a >f; substituteInPlace f --replace-fail b c; mkdir $out",
      "doesn't match",
    ],
    ["a command that fails", "false; mkdir $out", "installPhase"],
    ["a pipe that fails", "false | cat; mkdir $out", "installPhase"],
    ["a wrapper around nothing", "mkdir $out; makeWrapper /no/such/program $out/x", "not an executable"],
  ])("fails on %s", async (_what, installPhase, said) => {
    const { ok, log } = await build(`{ stdenv, makeWrapper }:
      stdenv.mkDerivation {
        name = "failing"; dontUnpack = true; nativeBuildInputs = [ makeWrapper ];
        installPhase = ''${installPhase}'';
      }`);
    expect(ok).toBe(false);
    expect(log).toContain(said);
  });

  it("gives a build neither the network nor the right to write into its inputs", async () => {
    const { ok, stdout, log } = await build(`{ runCommand, writeText }:
      runCommand "confined" { input = writeText "input" "x"; } ''
        if (echo y >>"$input") 2>/dev/null; then echo written; else echo read-only; fi >$out
        if (exec 3<>/dev/tcp/192.0.2.1/80) 2>error; then echo connected; else cat error; fi >>$out
      ''`);
    expect(ok, log).toBe(true);
    const said = await readFile(stdout, "utf8");
    expect(said).toContain("read-only");
    expect(said).toContain("Network is unreachable");
  });

  it("runs make where there is a Makefile and no build phase, as nixpkgs does", async () => {
    const { ok, log } = await build(
      `{ stdenv }: stdenv.mkDerivation { name = "make"; src = ./.; installPhase = "mkdir $out"; }`,
      { Makefile: "all:\n\techo made-by-make\n" },
    );
    expect(ok, log).toBe(true);
    expect(log).toContain("made-by-make");
  });
});
