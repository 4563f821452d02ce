import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bundleStandIn } from "../nixpkgs/bundle.mjs";
import { nixEnv } from "./nix.ts";

const standIn = fileURLToPath(new URL("../nixpkgs", import.meta.url));

/** The package set that tests build with. */
export type Nixpkgs = {
  /** What to `import`: a folder with a default.nix. */
  readonly path: string;
  /** Whether it is nixpkgs itself, and not the stand-in. */
  readonly real: boolean;
  /** Flags that every build with it needs: the stand-in runs the host's tools, which no sandbox has. */
  readonly flags: readonly string[];
};

let known: Promise<Nixpkgs> | undefined;

/**
 * The package set for tests: `<nixpkgs>` where NIX_PATH has one, otherwise the stand-in `test/nixpkgs`,
 * made ready to use. Says which on standard error, once a process.
 */
export function nixpkgsForTests(): Promise<Nixpkgs> {
  known ??= choose();
  return known;
}

async function choose(): Promise<Nixpkgs> {
  const real = await onNixPath();
  if (real !== undefined) {
    process.stderr.write(`Packages are built with nixpkgs: ${real}\n`);
    return { path: real, real: true, flags: [] };
  }
  await bundleStandIn();
  process.stderr.write("No <nixpkgs> on NIX_PATH: packages are built with the stand-in, test/nixpkgs\n");
  return { path: standIn, real: false, flags: ["--option", "sandbox", "false"] };
}

/**
 * Where `<nixpkgs>` is, by Nix's own reading of NIX_PATH (which may hold URLs). One that offers `lib` only,
 * as the repository nixpkgs.lib does, has no packages.
 */
async function onNixPath(): Promise<string | undefined> {
  const nix = nixEnv();
  if (nix === null || !process.env.NIX_PATH) return undefined;
  const { exitCode, stdout } = await execa("nix-instantiate", ["--find-file", "nixpkgs/default.nix"], {
    env: nix.env,
    reject: false,
  });
  return exitCode === 0 ? dirname(stdout.trim()) : undefined;
}
