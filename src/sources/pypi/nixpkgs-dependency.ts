import { allows, clausesOf, isTooOld, normalVersion } from "../../python/versions.ts";
import { attributesOf } from "./nixpkgs-names.ts";
import type { NixpkgsPython } from "./nixpkgs-python.ts";
import type { Requirement } from "./requirement.ts";

/** How nixpkgs answers a requirement. */
export type NixpkgsAnswer =
  /** `version` null: it could not be looked up. */
  | { readonly kind: "has"; readonly attr: string; readonly version: string | null; readonly relax: boolean }
  /** It has a version of another major than is allowed: newer, and likely another interface. */
  | { readonly kind: "too-new"; readonly attr: string; readonly version: string }
  | { readonly kind: "too-old"; readonly attr: string; readonly version: string }
  | { readonly kind: "lacks"; readonly attr: string };

/**
 * Compares a requirement with what nixpkgs has. Exact pins are always to be relaxed: the next update of nixpkgs would
 * break them if today's version does not.
 *
 * @param nixpkgs null: there is no catalog; upper bounds are relaxed then, since nixpkgs may be beyond them
 */
export function nixpkgsAnswer(
  { name, specifier }: Pick<Requirement, "name" | "specifier">,
  python: string,
  nixpkgs: NixpkgsPython | null,
): NixpkgsAnswer {
  const attrs = attributesOf(name);
  const isPinned = clausesOf(specifier).some((clause) => /^===?[^*]+$/.test(clause));
  if (nixpkgs === null) {
    const bounded = clausesOf(specifier).some((clause) => /^(?:[<~=])/.test(clause));
    return { kind: "has", attr: attrs[0], version: null, relax: bounded };
  }
  for (const attr of attrs) {
    const version = nixpkgs.versionOf(python, attr);
    if (version === null) continue;
    // nixpkgs' versions of a commit (`0-unstable-2025-01-01`) say nothing of what is in them.
    const plain = version.replace(/-unstable-.*$/, "");
    // What is no version cannot be compared; nixpkgs' users have it nevertheless.
    if (normalVersion(plain) === null) return { kind: "has", attr, version, relax: specifier !== "" };
    if (allows(specifier, plain)) return { kind: "has", attr, version, relax: isPinned };
    if (isTooOld(specifier, plain)) return { kind: "too-old", attr, version };
    if (crossesMajor(specifier, plain)) return { kind: "too-new", attr, version };
    return { kind: "has", attr, version, relax: true };
  }
  return { kind: "lacks", attr: attrs[0] };
}

/** Whether a version is of a later major than the upper bounds end in. Before 1.0 the second number counts as one. */
function crossesMajor(specifier: string, version: string): boolean {
  return clausesOf(specifier).some((clause) => {
    const [, operator = "", bound = ""] = /^(<=|<|===?|~=)(.+)$/.exec(clause) ?? [];
    if (operator === "") return false;
    const [major = 0, minor = 0, ...rest] = numbersOf(bound);
    const [ownMajor = 0, ownMinor = 0] = numbersOf(version);
    const isExclusive = operator === "<" && rest.every((number) => number === 0);
    // `<2` ends within 1, `<0.5` within 0.4.
    const last = isExclusive && minor === 0 ? major - 1 : major;
    if (ownMajor !== last) return ownMajor > last;
    return ownMajor === 0 && ownMinor > (isExclusive ? minor - 1 : minor);
  });
}

function numbersOf(version: string): number[] {
  return version
    .replace(/^\d+!/, "")
    .replace(/[^\d.].*$/, "")
    .split(".")
    .filter((part) => part !== "")
    .map(Number);
}
