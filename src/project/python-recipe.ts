import type { LockedPythonServer } from "../config/lock-python-schema.ts";
import { pythonLockedNix } from "../emit/python-locked-nix.ts";
import { pythonNix } from "../emit/python-nix.ts";
import type { Recipe } from "./recipe.ts";
import { stalePython } from "./stale-python.ts";

const emitters: Readonly<
  Record<LockedPythonServer["strategy"], (name: string, locked: LockedPythonServer) => string>
> = { nixpkgs: pythonNix, locked: pythonLockedNix };

/** A Python program, by nixpkgs' packages or by a closure of its own. */
export const pythonRecipe: Recipe<LockedPythonServer> = {
  stale: stalePython,
  missing: async () => null,
  files: async (name, locked) => [{ path: "package.nix", contents: emitters[locked.strategy](name, locked) }],
  dependencies: ({ closure }) =>
    closure === null
      ? null
      : new Set([...closure.wheels, ...closure.builds].map((one) => one.name)).size -
        (closure.ownBuild === null ? 1 : 0),
  dependenciesHash: ({ strategy }) => `(${strategy})`,
  code,
};

/** nixpkgs' packages of Python have a place of their own each; in a closure the server's module lies among its dependencies. */
function code({ strategy, python, bins, mainProgram, package: project }: LockedPythonServer): string {
  const packages = `lib/python${python}/site-packages`;
  if (strategy === "nixpkgs") return packages;
  const module = /^([A-Za-z_]\w*)[.:]/.exec(bins[mainProgram] ?? "")?.[1] ?? project.replaceAll("-", "_");
  return `libexec/${packages}/${module}`;
}
