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
    gitMinimal = [ "git" ];
    gnugrep = [ "grep" ];
    gnused = [ "sed" ];
    gnutar = [ "tar" ];
    gzip = [ "gzip" ];
    jq = [ "jq" ];
    nix = [ "nix" ];
    nixfmt = [ "nixfmt" ];
    pkg-config = [ "pkg-config" ];
  };
  hostLibraries = {
    bzip2 = [ "libbz2.so.1.0" ];
    dbus = [ "libdbus-1.so.3" ];
    expat = [ "libexpat.so.1" ];
    glib = [
      "libglib-2.0.so.0"
      "libgobject-2.0.so.0"
      "libgthread-2.0.so.0"
    ];
    keyutils = [ "libkeyutils.so.1" ];
    libffi = [ "libffi.so.8" ];
    libGL = [
      "libGL.so.1"
      "libEGL.so.1"
      "libGLX.so.0"
      "libOpenGL.so.0"
    ];
    libnsl = [ "libnsl.so.1" ];
    libusb1 = [ "libusb-1.0.so.0" ];
    libuuid = [ "libuuid.so.1" ];
    libxcrypt-legacy = [ "libcrypt.so.1" ];
    ncurses = [
      "libncursesw.so.6"
      "libtinfo.so.6"
    ];
    portaudio = [ "libportaudio.so.2" ];
    readline = [ "libreadline.so.8" ];
    sqlite = [ "libsqlite3.so.0" ];
    udev = [ "libudev.so.1" ];
    xz = [ "liblzma.so.5" ];
    zlib = [ "libz.so.1" ];
    zstd = [ "libzstd.so.1" ];
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

  fetchPypi = import ./python/fetch-pypi { inherit (final) lib system; };
  inherit
    (import ./python {
      inherit (final)
        lib
        stdenv
        callPackage
        newScope
        fetchPypi
        makeSetupHook
        makeWrapper
        ;
    })
    python311
    python311Packages
    python312
    python312Packages
    python313
    python313Packages
    python314
    python314Packages
    ;
  python3 = final.python313;
  python3Packages = final.python313Packages;
  autoPatchelfHook = callPackage ./build-support/auto-patchelf { };

  nodejs = final.nodejs_24;
  nodejs-slim = final.nodejs;
  nodejs_24 = callPackage ./nodejs { };
  nodejs_22 = throw "the stand-in has nodejs_24 only";
  nodejs_20 = throw "nodejs_20 has reached end-of-life and is not in nixpkgs any more";

  cacert = callPackage ./go/cacert.nix { };
  go = callPackage ./go { };
  buildGoModule = callPackage ./go/build-go-module.nix { };

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
  name: libraries:
  import ./build-support/host-libraries.nix { inherit (final) lib runCommand; } {
    inherit name libraries;
  }
) hostLibraries
// lib.mapAttrs (
  name: programs:
  import ./build-support/host-program.nix { inherit (final) lib runCommand; } {
    inherit name programs;
  }
) hostPrograms
