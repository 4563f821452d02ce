import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleStandIn } from "../nixpkgs/bundle.mjs";

const standIn = fileURLToPath(new URL("../nixpkgs", import.meta.url));

/** The package set that tests build with. */
export type Nixpkgs = {
  /** What to `import`: a folder with a default.nix. */
  readonly path: string;
  /** Whether it is nixpkgs itself, and not the stand-in. */
  readonly real: boolean;
};

let known: Promise<Nixpkgs> | undefined;

/**
 * The package set for tests: `<nixpkgs>` where NIX_PATH has one, otherwise the stand-in `test/nixpkgs`,
 * made ready to use. Says which on standard error, once.
 */
export function nixpkgsForTests(): Promise<Nixpkgs> {
  known ??= choose();
  return known;
}

async function choose(): Promise<Nixpkgs> {
  const real = onNixPath(process.env.NIX_PATH ?? "");
  if (real === undefined) await bundleStandIn();
  const chosen = real === undefined ? { path: standIn, real: false } : { path: real, real: true };
  process.stderr.write(
    `Packages are built with ${chosen.real ? "nixpkgs" : "the stand-in"}: ${chosen.path}\n`,
  );
  return chosen;
}

/** `nixpkgs=/folder` of a NIX_PATH, or a folder of it that has `nixpkgs` in it. */
function onNixPath(nixPath: string): string | undefined {
  return nixPath
    .split(":")
    .map((entry) => (entry.startsWith("nixpkgs=") ? entry.slice("nixpkgs=".length) : join(entry, "nixpkgs")))
    .find((path) => path.startsWith("/") && existsSync(join(path, "default.nix")));
}
