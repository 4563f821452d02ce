import type { LockedPythonServer } from "../config/lock-python-schema.ts";
import type { NixpkgsPlan } from "../sources/pypi/nixpkgs-plan.ts";
import { ASKED } from "./stale-python.ts";

interface ChosenStrategy {
  readonly strategy: LockedPythonServer["strategy"];
  /** One sentence for the reader of the lock. */
  readonly reason: string;
}

/** Why nothing can be said of nixpkgs' packages; null: it can be said. */
export type NoCatalog = "no catalog" | "other python" | null;

/**
 * nixpkgs' packages where a catalog says that all of them are there in versions that will do; otherwise a closure of its
 * own, which depends on nothing that is not known.
 *
 * @param plan null: none was made, for want of a catalog
 */
export function chosenStrategy(
  asked: LockedPythonServer["strategy"] | undefined,
  plan: NixpkgsPlan | null,
  python: string,
  noCatalog: NoCatalog,
): ChosenStrategy {
  if (asked !== undefined) return { strategy: asked, reason: ASKED };
  if (noCatalog === "other python") {
    return { strategy: "locked", reason: `the catalog of nixpkgs has no packages of Python ${python}` };
  }
  if (noCatalog !== null || plan === null) {
    return { strategy: "locked", reason: "there is no catalog of nixpkgs to look its dependencies up in" };
  }
  const { nixpkgs, obstacles } = plan;
  if (nixpkgs === null || obstacles.length > 0) {
    const shown = obstacles.slice(0, 3).join("; ");
    return { strategy: "locked", reason: obstacles.length > 3 ? `${shown}; and more` : shown };
  }
  const { dependencies, beside } = nixpkgs;
  const rest = beside.map((one) => one.package).join(", ");
  const own = dependencies.length === 1 ? "its one dependency" : `its ${dependencies.length} dependencies`;
  const has = dependencies.length === 0 ? "it has no dependencies" : `nixpkgs has ${own}`;
  return { strategy: "nixpkgs", reason: rest === "" ? has : `${has}, with ${rest} packaged beside it` };
}
