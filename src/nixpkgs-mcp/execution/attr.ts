import { UserError } from "../../errors.ts";

/** One step of an attribute path that Nix takes as it is. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_'-]*$/;
/** What may stand in a quoted one: names of nixpkgs' sets are names of other registries, such as `@angular/cli`. */
const QUOTABLE = /^[A-Za-z0-9_@/+][A-Za-z0-9_@/+~.'-]*$/;
/** Outputs of a flake: with one of these first, a path would go around the policy's names. */
export const outputNames: ReadonlySet<string> = new Set([
  "packages",
  "legacyPackages",
  "checks",
  "devShells",
  "apps",
  "lib",
  "inputs",
]);

const LONGEST = 300;

/**
 * An attribute path such as `ripgrep`, `python313Packages.requests` or `haskellPackages."3d-graphics"` in its
 * one usual form (quotes only where there is a dot inside). `pkgs.` in front says nothing and is left out.
 *
 * @throws UserError `E_ATTR` for what is no attribute path of a package
 */
export function normalAttr(text: string): string {
  const steps = stepsOf(text);
  while (steps.length > 1 && steps[0] === "pkgs") steps.shift();
  if (steps.length > 1 && outputNames.has(steps[0]!)) throw noAttr(text);
  return steps.map((step) => (step.includes(".") ? `"${step}"` : step)).join(".");
}

/** The steps of an attribute path, without their quotes. Throws as `normalAttr`. */
export function stepsOf(text: string): string[] {
  if (text.length > LONGEST) throw noAttr(`${text.slice(0, 60)}…`);
  const steps: string[] = [];
  const step = /(?:"([^"]*)"|([^".]+))(\.|$)/y;
  let ended = false;
  while (!ended) {
    const match = step.exec(text);
    const name = match?.[1] ?? match?.[2] ?? "";
    if (match === null || !QUOTABLE.test(name)) throw noAttr(text);
    steps.push(name);
    ended = match[3] === "";
  }
  return steps;
}

/** The package as the `nix` command takes it: `<flake>#<attribute path>`, the path beginning with the steps `under`. */
export function installable(flake: string, attr: string, under: readonly string[] = []): string {
  const path = [...under, ...stepsOf(attr)].map((step) => (PLAIN.test(step) ? step : `"${step}"`)).join(".");
  // The part after `#` is percent-decoded by Nix.
  return `${flake}#${encodeURIComponent(path)}`;
}

/**
 * A flake reference as it may reach the `nix` command.
 *
 * @throws UserError `E_FLAKE`
 */
export function checkedFlake(flake: string): string {
  if (/^[A-Za-z/.~][^\s#^"'`\\]*$/.test(flake) && flake.length <= 2000) return flake;
  throw new UserError(`'${flake.slice(0, 100)}' is no flake reference`, {
    code: "E_FLAKE",
    hint: "Write one as nixpkgs, github:NixOS/nixpkgs/<revision> or path:/folder, without '#'.",
  });
}

function noAttr(text: string): UserError {
  return new UserError(`${JSON.stringify(text)} is no attribute path of a package`, {
    code: "E_ATTR",
    hint: "Attribute paths look like ripgrep or python313Packages.requests; nixpkgs_search finds them.",
  });
}
