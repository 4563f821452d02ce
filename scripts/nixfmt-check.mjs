#!/usr/bin/env node
/**
 * Checks that the formatter of Nix RFC 166 leaves every `.nix` file as it is: those written by hand and
 * those our own printer wrote.
 *
 *   node scripts/nixfmt-check.mjs [FILE…]    check the files, by default all that git knows or would add
 *   node scripts/nixfmt-check.mjs --bin      print the path of the formatter, getting it if need be
 *
 * The formatter is `nixfmt` on PATH when it is 1.0 or newer (older ones have another style), else
 * `nixfmt_rs` from the registry of Rust crates, built once into $XDG_CACHE_HOME/mcp-nixgen/nixfmt-<version>; that takes
 * cargo and a minute or two.
 *
 * Exit: 0 all unchanged, 1 some are not (they are named), 2 the formatter cannot be had.
 */
import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";

const crate = "nixfmt_rs";
const crateVersion = "0.5.3";

const args = process.argv.slice(2);
const formatter = await findFormatter();
if (formatter === undefined) {
  process.stderr.write("nixfmt-check: no nixfmt >= 1.0 on PATH, and no cargo to build one with\n");
  process.exit(2);
}
if (args[0] === "--bin") {
  process.stdout.write(`${formatter}\n`);
} else {
  process.exitCode = await check(formatter, args.length > 0 ? args : await nixFiles());
}

/** @param {string} program @param {readonly string[]} files */
async function check(program, files) {
  if (files.length === 0) {
    process.stderr.write("nixfmt-check: there is no file to check\n");
    return 1;
  }
  const result = await execa(program, ["--check", ...files], { reject: false, all: true });
  if (result.exitCode === 0) {
    process.stdout.write(`nixfmt-check: ${files.length} files unchanged\n`);
    return 0;
  }
  process.stdout.write(`${result.all}\n`);
  return 1;
}

async function nixFiles() {
  const root = new URL("..", import.meta.url);
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.nix"];
  const { stdout } = await execa("git", listing, { cwd: root });
  // A file that is deleted but not yet committed is still listed.
  const paths = stdout.split("\0").filter((path) => path !== "");
  const there = await Promise.all(paths.map((path) => isThere(new URL(path, root))));
  process.chdir(new URL(root).pathname);
  return paths.filter((_, index) => there[index]);
}

async function findFormatter() {
  const onPath = await findOnPath("nixfmt");
  if (onPath !== undefined && (await isRfcStyle(onPath))) return onPath;
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const root = join(cache, "mcp-nixgen", `nixfmt-${crateVersion}`);
  const built = join(root, "bin", "nixfmt");
  if (await isThere(built, constants.X_OK)) return built;
  const cargo = await findOnPath("cargo");
  if (cargo === undefined) return undefined;
  process.stderr.write(`nixfmt-check: building ${crate} ${crateVersion} into ${root}\n`);
  const result = await execa(
    cargo,
    ["install", crate, "--version", crateVersion, "--locked", "--root", root],
    {
      stdout: "ignore",
      reject: false,
      all: true,
    },
  );
  if (result.exitCode !== 0) process.stderr.write(`${result.stderr}\n`);
  return result.exitCode === 0 ? built : undefined;
}

/** @param {string} program */
async function isRfcStyle(program) {
  const { stdout } = await execa(program, ["--version"], { reject: false });
  const version = /(\d+)\.\d+/.exec(stdout ?? "");
  return version !== null && (Number(version[1]) >= 1 || /nixfmt[-_]rs/.test(stdout));
}

/** @param {string} name */
async function findOnPath(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    if (folder !== "" && (await isThere(path, constants.X_OK))) return path;
  }
  return undefined;
}

/** @param {string | URL} path */
async function isThere(path, mode = constants.F_OK) {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
}
