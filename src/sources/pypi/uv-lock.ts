import { z } from "zod";
import { messageOf } from "../../errors.ts";
import { evaluateMarker, parseMarker } from "../../python/marker.ts";
import { isProjectName, normalizeName } from "../../python/names.ts";
import { markerEnvironment, type PythonSystem, pythonSystems } from "../../python/target.ts";
import { normalVersion } from "../../python/versions.ts";

/** What a repository's uv.lock says of one of its projects. */
export interface UvLock {
  /** Project → version, for each system: what the project needs to run, of what comes from an index. */
  readonly versions: ReadonlyMap<PythonSystem, ReadonlyMap<string, string>>;
  /** File name → its hash, SRI. */
  readonly hashes: ReadonlyMap<string, string>;
}

const fileSchema = z.looseObject({ url: z.string().optional(), hash: z.string().optional() });
const dependencies = z.array(z.looseObject({ name: z.string(), version: z.string().optional() }));

const packageSchema = z.looseObject({
  name: z.string().refine(isProjectName, "a name of a project"),
  version: z
    .string()
    .refine((version) => normalVersion(version) !== null && !/\s/.test(version), "a version")
    .optional(),
  source: z.record(z.string(), z.unknown()).default({}),
  "resolution-markers": z.array(z.string()).default([]),
  dependencies: dependencies.default([]),
  "optional-dependencies": z.record(z.string(), dependencies).default({}),
  sdist: fileSchema.optional(),
  wheels: z.array(fileSchema).default([]),
});

type LockedPackage = z.infer<typeof packageSchema>;

const lockSchema = z.looseObject({ version: z.number(), package: z.array(packageSchema).default([]) });

/**
 * Reads a uv.lock.
 *
 * Source: uv documentation, "Locking and syncing"; its form is version 1.
 *
 * @param project PEP 503 name of the member that is asked for
 * @param python `3.13`
 * @returns null where the lockfile is not about that project
 * @throws SyntaxError for what is no uv.lock
 */
export async function readUvLock(text: string, project: string, python: string): Promise<UvLock | null> {
  const { parseTOML, getStaticTOMLValue } = await import("toml-eslint-parser");
  let whole: unknown;
  try {
    whole = getStaticTOMLValue(parseTOML(text));
  } catch (error) {
    throw new SyntaxError(messageOf(error), { cause: error });
  }
  const parsed = lockSchema.safeParse(whole);
  if (!parsed.success) throw new SyntaxError(z.prettifyError(parsed.error).split("\n")[0]);
  const all = parsed.data.package;
  const root = all.find(({ name, source }) => normalizeName(name) === project && !isOfIndex(source));
  if (root === undefined) return null;
  const needed = reachable(root, all);
  return {
    versions: new Map(pythonSystems.map((system) => [system, versionsOn(system, python, needed)])),
    hashes: new Map(needed.flatMap(hashesOf)),
  };
}

function isOfIndex(source: LockedPackage["source"]): boolean {
  return "registry" in source;
}

/** What a package needs without extras of its own; of others with all of theirs, which no lockfile has unless it needs them. */
function reachable(root: LockedPackage, all: readonly LockedPackage[]): LockedPackage[] {
  const seen = new Set([root.name]);
  const waiting = root.dependencies.map(({ name }) => name);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const one of all.filter((other) => other.name === name)) {
      const optional = Object.values(one["optional-dependencies"]).flat();
      waiting.push(...[...one.dependencies, ...optional].map((dependency) => dependency.name));
    }
  }
  return all.filter((one) => one !== root && seen.has(one.name) && isOfIndex(one.source));
}

/** A project of several versions has each for other environments; where it stays open, none is said. */
function versionsOn(
  system: PythonSystem,
  python: string,
  packages: readonly LockedPackage[],
): Map<string, string> {
  const fitting = packages.filter((one) => isFor(system, python, one["resolution-markers"]));
  const count = (name: string) => fitting.filter((other) => other.name === name).length;
  return new Map(
    fitting.flatMap(({ name, version }) =>
      version === undefined || count(name) > 1 ? [] : [[normalizeName(name), version] as const],
    ),
  );
}

function isFor(system: PythonSystem, python: string, markers: readonly string[]): boolean {
  if (markers.length === 0) return true;
  const environment = markerEnvironment(python, system);
  return markers.some((marker) => {
    try {
      return evaluateMarker(parseMarker(marker), environment);
    } catch {
      // A marker that is newer than this says nothing against it.
      return true;
    }
  });
}

function hashesOf({ sdist, wheels }: LockedPackage): (readonly [string, string])[] {
  return [...(sdist === undefined ? [] : [sdist]), ...wheels].flatMap(({ url, hash }) => {
    const name = url?.split(/[?#]/)[0]?.split("/").at(-1);
    const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(hash ?? "") ?? [];
    if (name === undefined || hex === undefined) return [];
    return [[decodeURIComponent(name), `sha256-${Buffer.from(hex, "hex").toString("base64")}`] as const];
  });
}
