import { compare, explain, satisfies, valid } from "@renovatebot/pep440";

/** `version` in PEP 440's normal form; null when it is none. */
export function normalVersion(version: string): string | null {
  const parsed = explain(version.trim());
  if (parsed === null) return null;
  return parsed.local === null || parsed.local === undefined
    ? parsed.public
    : `${parsed.public}+${parsed.local}`;
}

/** Ascending, for `sort`; what is no version comes first. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [valid(one) !== null, valid(other) !== null];
  if (a && b) return compare(one, other);
  return a === b ? 0 : a ? 1 : -1;
}

/** Whether two writings are of one version: `1.0` and `1.0.0`. */
export function isSameVersion(one: string, other: string): boolean {
  return valid(one) !== null && valid(other) !== null && compare(one, other) === 0;
}

export function isPrerelease(version: string): boolean {
  const parsed = explain(version);
  return parsed !== null && (parsed.is_prerelease || parsed.is_devrelease);
}

/** The clauses of a specifier, `>=1` and `<2` of `>=1, <2`; each tidied. */
export function clausesOf(specifier: string): string[] {
  return specifier
    .split(",")
    .map((clause) => clause.replace(/\s+/g, ""))
    .filter((clause) => clause !== "");
}

/** Operators whose version may end in `.*`. Authors write it behind others too, where pip of old overlooked it. */
const stray = /^(>=|<=|>|<|~=)(.*)\.\*$/;

const clauseForm = /^(~=|===?|!=|<=?|>=?)(.+)$/;

/** Whether every clause is one of PEP 440. */
export function isSpecifier(specifier: string): boolean {
  return clausesOf(specifier).every((clause) => {
    const [, operator, version = ""] = clauseForm.exec(clause.replace(stray, "$1$2")) ?? [];
    if (operator === undefined) return false;
    if (operator === "===") return true;
    const plain = operator === "==" || operator === "!=" ? version.replace(/\.\*$/, "") : version;
    // `~=1` would have nothing to leave open.
    return valid(plain) !== null && (operator !== "~=" || (explain(plain)?.release.length ?? 0) > 1);
  });
}

/**
 * Whether a version is one of those a specifier allows; pre-releases too. A clause that is none allows nothing, and a
 * version that is none is only what `===` names.
 *
 * Source: PEP 440, "Version specifiers".
 */
export function allows(specifier: string, version: string): boolean {
  return clausesOf(specifier).every((written) => {
    const clause = written.replace(stray, "$1$2");
    if (clause.startsWith("===")) return clause.slice(3).toLowerCase() === version.toLowerCase();
    const [, operator = "", bound = ""] = clauseForm.exec(clause) ?? [];
    return isSpecifier(clause) && allowsClause(operator, bound, version);
  });
}

/** Own readings where the library's miss versions at the edge: pre- and post-releases of the bound itself, epochs. */
function allowsClause(operator: string, bound: string, version: string): boolean {
  const [wanted, found] = [explain(bound.replace(/\.\*$/, "")), explain(version)];
  if (wanted === null || found === null) return false;
  const isSame = wanted.base_version === found.base_version;
  switch (operator) {
    case ">=":
      return compare(found.public, bound) >= 0;
    case "<=":
      return compare(found.public, bound) <= 0;
    case "<":
      return compare(version, bound) < 0 && !(isSame && isPrerelease(version) && !isPrerelease(bound));
    case ">":
      return (
        compare(version, bound) > 0 &&
        !(isSame && ((found.is_postrelease && !wanted.is_postrelease) || hasLocal(version)))
      );
    case "~=": {
      const prefix = `${wanted.epoch}!${wanted.release.slice(0, -1).join(".")}.*`;
      return (
        compare(found.public, bound) >= 0 && satisfies(found.public, `==${prefix}`, { prereleases: true })
      );
    }
    default:
      return satisfies(version, `${operator}${bound}`, { prereleases: true });
  }
}

function hasLocal(version: string): boolean {
  return version.includes("+");
}

/** Whether a specifier asks for pre-releases by naming one. Source: PEP 440, "Handling of pre-releases". */
export function namesPrerelease(specifier: string): boolean {
  return clausesOf(specifier).some((clause) => {
    const [, operator, version = ""] = clauseForm.exec(clause) ?? [];
    return operator !== undefined && operator !== "!=" && isPrerelease(version.replace(/\.\*$/, ""));
  });
}

/** The versions that a specifier forbids for being too old: `>=`, `>`, and what `==` and `~=` start from. */
export function isTooOld(specifier: string, version: string): boolean {
  if (valid(version) === null) return false;
  return clausesOf(specifier).some((clause) => {
    const [, operator, bound = ""] = clauseForm.exec(clause) ?? [];
    if (operator === undefined || operator === "!=" || operator.startsWith("<")) return false;
    const base = bound.replace(/\.\*$/, "");
    if (valid(base) === null) return false;
    const order = compare(version, base);
    return operator === ">" ? order <= 0 : order < 0;
  });
}
