import npa from "npm-package-arg";
import { messageOf, UserError } from "../../errors.ts";

/** A package of npm's registry and the version that is wanted of it. */
export interface NpmSource {
  readonly kind: "npm";
  /** As the user wrote it, `npm:` included. */
  readonly spec: string;
  /** Package name with its scope. */
  readonly name: string;
  /** What its server is named after, in npm's form: a scope in front where a bare name says too little. */
  readonly called: string;
  /** Version, range or dist-tag; `*` when none was given, which npm reads as the tag `latest`. */
  readonly wanted: string;
  readonly wantedType: "version" | "range" | "tag";
}

/**
 * Parses what follows `npm:` by npm's own rules (npm-package-arg).
 *
 * @throws UserError `E_SOURCE` for names npm forbids, and for specs that do not name the registry
 * (folders, git, URLs, aliases)
 */
export function parseNpmSource(rest: string, spec = `npm:${rest}`): NpmSource {
  let parsed: ReturnType<typeof npa>;
  try {
    parsed = npa(rest);
  } catch (error) {
    throw new UserError(`"${rest}" is not a package name of npm: ${messageOf(error)}`, {
      code: "E_SOURCE",
      where: spec,
      hint: "Write npm:NAME or npm:NAME@VERSION, as in npm:@scope/name@1.2.3.",
      cause: error,
    });
  }
  const { type, name, fetchSpec } = parsed;
  if (name === null || name === undefined || !isRegistryType(type)) {
    throw new UserError(`"${rest}" is ${describeType(type)}, not a package of npm's registry`, {
      code: "E_SOURCE",
      where: spec,
      hint: "Write npm:NAME or npm:NAME@VERSION; servers from other places are other sources.",
    });
  }
  return { kind: "npm", spec, name, called: name, wanted: fetchSpec ?? "*", wantedType: type };
}

function isRegistryType(type: string): type is NpmSource["wantedType"] {
  return type === "version" || type === "range" || type === "tag";
}

function describeType(type: string): string {
  const words: Record<string, string> = {
    git: "a git repository",
    remote: "a URL",
    file: "a file",
    directory: "a folder",
    alias: "an alias",
  };
  return words[type] ?? `a spec of type ${type}`;
}
