import { parseDocument } from "yaml";
import { z } from "zod";
import { UserError } from "../../errors.ts";

/** A package of the registry that a pnpm-lock.yaml names. */
export interface PnpmPackage {
  readonly name: string;
  readonly version: string;
  /** One SRI hash, as the lockfile has it. */
  readonly integrity: string;
  /** Where the lockfile says it is, for registries with addresses of their own; null: where the registry has it by convention. */
  readonly tarball: string | null;
}

const resolutionSchema = z.looseObject({
  integrity: z.string().optional(),
  tarball: z.string().optional(),
  type: z.string().optional(),
});

const lockSchema = z.looseObject({
  lockfileVersion: z.union([z.string(), z.number()]).transform(String),
  packages: z.record(z.string(), z.looseObject({ resolution: resolutionSchema })).nullish(),
});

const KEY = /^((?:@[^@/]+\/)?[^@/]+)@([^:]+)$/;

/**
 * Reads the packages of a pnpm-lock.yaml of lockfileVersion 9 (pnpm 9, 10 and 11), sorted by name and version.
 *
 * Source: pnpm's own specification of the lockfile, `pnpm/spec`, lockfile 9.0.
 * @param where the lockfile, for messages
 * @throws UserError `E_LOCK_PARSE`; `E_LOCK_VERSION` for those of pnpm 8 and before; `E_PNPM_SOURCE` for
 * dependencies that come from git, a URL or a folder outside of the workspace
 */
export function pnpmPackages(text: string, where: string): PnpmPackage[] {
  const lock = parse(text, where);
  if (!/^9\./.test(lock.lockfileVersion)) {
    throw new UserError(`the lockfile is of version ${lock.lockfileVersion}, which only older pnpm reads`, {
      code: "E_LOCK_VERSION",
      where,
      hint: "Version 9 (pnpm 9, 10 and 11) is supported; a newer release of the server may have it.",
    });
  }
  const packages = Object.entries(lock.packages ?? {}).map(([key, entry]) =>
    onePackage(key, entry.resolution, where),
  );
  return packages.sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

function parse(text: string, where: string): z.infer<typeof lockSchema> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw broken(`it is no YAML: ${error.message.split("\n")[0]}`, where, error);
  const parsed = lockSchema.safeParse(document.toJS());
  if (!parsed.success) throw broken(z.prettifyError(parsed.error), where, parsed.error);
  return parsed.data;
}

function onePackage(key: string, resolution: z.infer<typeof resolutionSchema>, where: string): PnpmPackage {
  const [, name, version] = KEY.exec(key) ?? [];
  const { integrity, tarball, type } = resolution;
  if (name !== undefined && version !== undefined && integrity !== undefined && type === undefined) {
    return { name, version, integrity, tarball: tarball ?? null };
  }
  throw new UserError(`its dependency ${key} does not come from a registry`, {
    code: "E_PNPM_SOURCE",
    where,
    hint: "Dependencies from git or of a URL have no hash in a pnpm-lock.yaml that could be held against them; use the server as it is published, as in npm:NAME.",
  });
}

function broken(reason: string, where: string, cause: unknown): UserError {
  return new UserError(`the pnpm-lock.yaml cannot be read: ${reason}`, {
    code: "E_LOCK_PARSE",
    where,
    hint: "Is it whole? `pnpm install --lockfile-only` writes it anew.",
    cause,
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
