import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { conventionalTarballUrl } from "../../src/prefetch/fix-lock/conventional-url.ts";
import { loadNpmConfig } from "../../src/registry/npm-config.ts";
import { requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";

/** Where a package for a test lies: a folder with a package.nix, removed with `remove`. */
export type PackageFolder = { readonly path: string; remove(): Promise<void> };

/** What Nix said: the exit code, standard output (store paths, a value), and its log. */
export type NixAnswer = { readonly ok: boolean; readonly stdout: string; readonly log: string };

/** The lockfile entries, as far as the tests change them. */
export type Lock = { packages: Record<string, { resolved?: string; version?: string; integrity?: string }> };

/**
 * A folder with the package.nix `expression` and the files of a folder of `fixtures/`. Their lockfile
 * lies in the repository without addresses; here it gets those of npm's own default registry.
 */
export async function fixturePackage(
  fixture: string,
  expression: string,
  edit: (lock: Lock) => void = () => {},
): Promise<PackageFolder> {
  const path = await mkdtemp(join(tmpdir(), "stand-in-"));
  await cp(fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url)), path, { recursive: true });
  const lock = JSON.parse(await readFile(join(path, "package-lock.json"), "utf8")) as Lock;
  const { defaultRegistry } = await loadNpmConfig(path);
  for (const [folder, entry] of Object.entries(lock.packages)) {
    if (entry.integrity === undefined) continue;
    const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
    entry.resolved = conventionalTarballUrl(defaultRegistry, name, entry.version!);
  }
  edit(lock);
  await writeFile(join(path, "package-lock.json"), `${JSON.stringify(lock, null, 2)}\n`);
  await writeFile(join(path, "package.nix"), expression);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A folder with nothing but the package.nix `expression` and some files. */
export async function packageFolder(
  expression: string,
  files: Record<string, string> = {},
): Promise<PackageFolder> {
  const path = await mkdtemp(join(tmpdir(), "stand-in-"));
  for (const [name, text] of Object.entries({ ...files, "package.nix": expression })) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Builds `(import <nixpkgs> ARGUMENTS).callPackage FOLDER/package.nix { }`. */
export async function buildPackage(folder: string, args = "{ }"): Promise<NixAnswer> {
  return nix(
    ["build", "--no-link", "--print-out-paths", "--print-build-logs"],
    `(import ${(await nixpkgsForTests()).path} ${args}).callPackage ${folder}/package.nix { }`,
  );
}

/**
 * Builds what `expression` gives for an npmDepsHash, with the one that Nix finds to be right: first with
 * `lib.fakeHash`, then with the hash that Nix got instead.
 */
export async function buildWithFoundHash(
  folder: (npmDepsHash: string) => Promise<PackageFolder>,
): Promise<NixAnswer> {
  const first = await folder("lib.fakeHash");
  const { log } = await buildPackage(first.path);
  await first.remove();
  const got = /got: +(sha256-\S+)/.exec(log)?.[1];
  if (got === undefined) throw new Error(`Nix did not get as far as the hash of npmDeps:\n${log}`);
  const second = await folder(`"${got}"`);
  const answer = await buildPackage(second.path);
  await second.remove();
  return answer;
}

/** The value of an expression over `pkgs` and `lib`, read as JSON. Throws when it does not evaluate. */
export async function evaluate(expression: string): Promise<unknown> {
  const answer = await tryEvaluate(expression);
  if (!answer.ok) throw new Error(answer.log);
  return JSON.parse(answer.stdout);
}

export async function tryEvaluate(expression: string): Promise<NixAnswer> {
  const { path } = await nixpkgsForTests();
  return nix(["eval", "--json"], `let pkgs = import ${path} { }; inherit (pkgs) lib; in ${expression}`);
}

async function nix(command: readonly string[], expression: string): Promise<NixAnswer> {
  const { env } = requireNix();
  const { flags } = await nixpkgsForTests();
  const result = await execa(
    "nix",
    [
      ...command,
      "--extra-experimental-features",
      "nix-command flakes",
      ...flags,
      "--impure",
      "--expr",
      expression,
    ],
    { env, reject: false },
  );
  return { ok: result.exitCode === 0, stdout: result.stdout, log: result.stderr };
}
