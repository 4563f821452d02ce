import npa from "npm-package-arg";
import { UserError } from "../../errors.ts";

const fields = ["dependencies", "optionalDependencies", "peerDependencies"] as const;
/** Specs that mean something on the author's disk only; npm would look for them on ours. */
const localTypes = new Set(["file", "directory"]);

/**
 * Refuses dependencies on files of the author's own disk, before npm reads ours in their place.
 *
 * @throws UserError `E_DEPENDENCY`
 */
export function refuseLocalSpecs(manifest: Readonly<Record<string, unknown>>, where: string): void {
  for (const field of fields) {
    for (const [name, spec] of Object.entries((manifest[field] ?? {}) as Record<string, string>)) {
      if (isLocal(name, spec)) throw localDependency(`${name}@${spec}`, where);
    }
  }
}

/**
 * Refuses a finished lockfile in which a dependency's own dependencies led outside node_modules.
 *
 * @throws UserError `E_DEPENDENCY`
 */
export function refuseLocalPlaces(lockText: string, where: string): void {
  const { packages } = JSON.parse(lockText) as {
    packages: Record<string, { link?: boolean; resolved?: string }>;
  };
  for (const [place, { link, resolved }] of Object.entries(packages)) {
    const outside = place !== "" && !place.startsWith("node_modules/");
    if (link === true || outside || /^(git\+)?file:/.test(resolved ?? ""))
      throw localDependency(place, where);
  }
}

function isLocal(name: string, spec: string): boolean {
  try {
    const { type, fetchSpec } = npa.resolve(name, spec);
    return localTypes.has(type) || (type === "git" && /^(git\+)?file:/.test(fetchSpec ?? spec));
  } catch {
    // npm says what is wrong with it.
    return false;
  }
}

function localDependency(what: string, where: string): UserError {
  return new UserError(`it depends on a file of its author's disk: ${what}`, {
    code: "E_DEPENDENCY",
    where,
    hint: "It was published by mistake; choose another version.",
  });
}
