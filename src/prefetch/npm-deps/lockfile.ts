import { z } from "zod";
import { messageOf, UserError } from "../../errors.ts";
import { type LockIntegrity, strength, strongestIntegrity } from "./integrity.ts";

/** A dependency of a lockfile that comes from outside: a tarball or a git commit. */
export interface LockedPackage {
  /** Its folder in the lockfile (`node_modules/a/node_modules/b`), or the real name of an alias. */
  readonly name: string;
  /** Absent in lockfiles of version 1. */
  readonly version?: string;
  /** WHATWG-normalised URL. */
  readonly resolved: string;
  readonly integrity?: LockIntegrity;
  /** npm's note that a script runs at install, be it only one that a `binding.gyp` implies. */
  readonly hasInstallScript?: boolean;
}

const packageSchema = z.object({
  name: z.string().nullish(),
  version: z.string().nullish(),
  resolved: z.string().nullish(),
  integrity: z.string().nullish(),
  hasInstallScript: z.unknown().optional(),
});

interface OldDependency {
  version: string;
  bundled?: boolean | undefined;
  resolved?: string | null | undefined;
  integrity?: string | null | undefined;
  dependencies?: Record<string, OldDependency> | null | undefined;
}

const oldDependencySchema: z.ZodType<OldDependency> = z.object({
  version: z.string(),
  bundled: z.boolean().optional(),
  resolved: z.string().nullish(),
  integrity: z.string().nullish(),
  get dependencies() {
    return z.record(z.string(), oldDependencySchema).nullish();
  },
});

const newLockSchema = z.object({ packages: z.record(z.string(), packageSchema).nullish() });
const oldLockSchema = z.object({ dependencies: z.record(z.string(), oldDependencySchema).nullish() });
const versionSchema = z.object({ lockfileVersion: z.number() });

/**
 * The packages of a lockfile (version 1, 2 or 3) that have to be downloaded, sorted by URL, each URL
 * once and with the strongest integrity that the lockfile states for it.
 *
 * Entries without a URL in `resolved` (the root, links, workspaces, bundled packages) are passed over
 * without a word, as upstream does; `npm ci` decides later whether that was right.
 *
 * Source: nixpkgs `fetch-npm-deps/src/parse/lock.rs`.
 * @throws UserError `E_LOCK_PARSE`, `E_LOCK_VERSION`, `E_LOCK_INTEGRITY`.
 */
export function lockedPackages(text: string, where = "package-lock.json"): LockedPackage[] {
  const json = parseJson(text, where);
  const { lockfileVersion } = check(versionSchema, json, where);
  const packages =
    lockfileVersion === 1
      ? oldPackages(check(oldLockSchema, json, where).dependencies ?? {}, where)
      : lockfileVersion === 2 || lockfileVersion === 3
        ? newPackages(check(newLockSchema, json, where).packages ?? {}, where)
        : undefined;
  if (packages === undefined) {
    throw new UserError(`lockfile version ${lockfileVersion} is not supported`, {
      code: "E_LOCK_VERSION",
      where,
      hint: "Versions 1, 2 and 3 are; npm 7 and newer write 3.",
    });
  }
  return strongestOfEachUrl(packages);
}

function newPackages(
  packages: Record<string, z.infer<typeof packageSchema>>,
  where: string,
): LockedPackage[] {
  return Object.entries(packages).flatMap(([key, entry]) => {
    if (key === "" || entry.resolved == null || !URL.canParse(entry.resolved)) return [];
    return [
      {
        name: entry.name ?? key,
        ...(entry.version == null ? {} : { version: normalisedIfUrl(entry.version) }),
        resolved: new URL(entry.resolved).href,
        ...integrityOf(entry.integrity, `${where}: ${key}`),
        ...(entry.hasInstallScript === true ? { hasInstallScript: true } : {}),
      },
    ];
  });
}

function oldPackages(dependencies: Record<string, OldDependency>, where: string): LockedPackage[] {
  return Object.entries(dependencies).flatMap(([name, entry]) => {
    // A bundled package may have the version of one that is not bundled, but never a URL of its own.
    if (entry.bundled === true) return [];
    const resolved = oldResolved(entry);
    if (resolved === undefined) {
      throw new UserError(`${name} has no URL to fetch it from`, {
        code: "E_LOCK_UNRESOLVED",
        where: `${where}: ${name}`,
        hint: "Run `mcp-nixgen fix-lock` on the lockfile.",
      });
    }
    return [
      { name, resolved, ...integrityOf(entry.integrity, `${where}: ${name}`) },
      ...oldPackages(entry.dependencies ?? {}, where),
    ];
  });
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  "github:": "github.com",
  "bitbucket:": "bitbucket.org",
  "gitlab:": "gitlab.com",
};

/** In version 1 the `version` of a dependency from outside the registry is its URL or its shorthand. */
function oldResolved(entry: OldDependency): string | undefined {
  const resolved =
    entry.resolved != null && URL.canParse(entry.resolved) ? new URL(entry.resolved).href : undefined;
  if (!URL.canParse(entry.version)) return resolved;
  const version = new URL(entry.version);
  if (version.protocol === "npm:") return resolved ?? version.href;
  const host = SHORTHANDS[version.protocol];
  if (host === undefined) return version.href;
  const path = version.pathname.endsWith(".git") ? version.pathname : `${version.pathname}.git`;
  return new URL(`git+ssh://git@${host}/${path.replace(/^\//, "")}${version.hash}`).href;
}

function strongestOfEachUrl(packages: readonly LockedPackage[]): LockedPackage[] {
  const best = new Map<string, LockedPackage>();
  for (const entry of packages) {
    const known = best.get(entry.resolved);
    if (known === undefined || strength(entry.integrity) > strength(known.integrity))
      best.set(entry.resolved, entry);
  }
  return [...best.values()].sort((a, b) => (a.resolved < b.resolved ? -1 : a.resolved > b.resolved ? 1 : 0));
}

function integrityOf(field: string | null | undefined, where: string): { integrity?: LockIntegrity } {
  const integrity = field == null ? undefined : strongestIntegrity(field, where);
  return integrity === undefined ? {} : { integrity };
}

function normalisedIfUrl(text: string): string {
  return URL.canParse(text) ? new URL(text).href : text;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`the lockfile is not JSON: ${messageOf(error)}`, {
      code: "E_LOCK_PARSE",
      where,
      cause: error,
    });
  }
}

function check<T>(schema: z.ZodType<T>, json: unknown, where: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UserError(
    `not a lockfile of npm: ${issue?.path.map(String).join(" → ") || "top level"}: ${issue?.message}`,
    {
      code: "E_LOCK_PARSE",
      where,
      cause: result.error,
    },
  );
}
