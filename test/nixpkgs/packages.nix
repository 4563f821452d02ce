# The package set, as a function of its finished self (`final`), which overlays extend.
{
  lib,
  system,
  config,
  overlays,
}:
final:
let
  inherit (final) callPackage;
  hostPrograms = {
    bash = [ "bash" ];
    coreutils = [
      "cat"
      "cp"
      "env"
      "ls"
      "mkdir"
      "mv"
      "rm"
      "stat"
      "stty"
    ];
    curl = [ "curl" ];
    diffutils = [ "diff" ];
    findutils = [
      "find"
      "xargs"
    ];
    git = [ "git" ];
    gnugrep = [ "grep" ];
    gnused = [ "sed" ];
    gnutar = [ "tar" ];
    gzip = [ "gzip" ];
    jq = [ "jq" ];
    nix = [ "nix" ];
    nixfmt = [ "nixfmt" ];
    pkg-config = [ "pkg-config" ];
    python3 = [ "python3" ];
    zstd = [ "zstd" ];
  };
  reimport =
    more:
    import ./. {
      inherit system config;
      overlays = overlays ++ more;
    };
in
{
  inherit lib config overlays;
  pkgs = final;
  path = ./.;
  inherit system;

  newScope = extra: lib.callPackageWith (final // extra);
  callPackage = final.newScope { };
  callPackages = lib.callPackagesWith final;
  extend = overlay: reimport [ overlay ];
  appendOverlays = reimport;
  inherit (lib) recurseIntoAttrs;

  stdenv = import ./stdenv { inherit lib config; } { inherit system; };
  stdenvNoCC = final.stdenv;
  buildPackages = final;
  targetPackages = final;
  pkgsBuildHost = final;

  inherit (import ./build-support/trivial-builders.nix { inherit (final) lib stdenv; })
    linkFarm
    runCommand
    runCommandCC
    runCommandLocal
    symlinkJoin
    writeScript
    writeScriptBin
    writeShellApplication
    writeShellScript
    writeShellScriptBin
    writeText
    writeTextDir
    writeTextFile
    ;
  makeSetupHook = callPackage ./build-support/make-setup-hook.nix { };
  makeWrapper = callPackage ./build-support/make-wrapper { };
  makeShellWrapper = final.makeWrapper;
  mkShell = callPackage ./build-support/mk-shell.nix { };
  mkShellNoCC = final.mkShell;

  fetchurl = import ./fetch/fetchurl.nix { inherit lib; };
  fetchzip = import ./fetch/fetchzip.nix { inherit (final) lib stdenv nodejs; };
  fetchFromGitHub = import ./fetch/fetch-from-github.nix { inherit (final) lib fetchzip; };

  nodejs = final.nodejs_24;
  nodejs-slim = final.nodejs;
  nodejs_24 = callPackage ./nodejs { };
  nodejs_22 = throw "the stand-in has nodejs_24 only";
  nodejs_20 = throw "nodejs_20 has reached end-of-life and is not in nixpkgs any more";

  prefetch-npm-deps = callPackage ./npm/prefetch-npm-deps { };
  fetchNpmDeps = import ./npm/fetch-npm-deps.nix {
    inherit (final)
      lib
      stdenv
      prefetch-npm-deps
      config
      ;
  };
  npmHooks = callPackage ./npm/hooks { };
  inherit (final.npmHooks) npmConfigHook;
  buildNpmPackage = callPackage ./npm/build-npm-package.nix { };
  pnpm_10 = callPackage ./nodejs/package-manager.nix { } {
    pname = "pnpm";
    program = "bin/pnpm.cjs";
  };
  pnpm = final.pnpm_10;
  inherit (callPackage ./pnpm { }) fetchPnpmDeps pnpmConfigHook;

  yarn = callPackage ./nodejs/package-manager.nix { } {
    pname = "yarn";
    program = "bin/yarn.js";
  };
  inherit (callPackage ./yarn { })
    fetchYarnDeps
    yarnConfigHook
    yarnBuildHook
    yarnInstallHook
    ;

  importNpmLock = import ./npm/import-npm-lock {
    inherit (final)
      lib
      fetchurl
      runCommand
      callPackage
      ;
  };
}
// lib.mapAttrs (
  name: programs:
  import ./build-support/host-program.nix { inherit (final) lib runCommand; } {
    inherit name programs;
  }
) hostPrograms
