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
  code: () => "lib",
};
