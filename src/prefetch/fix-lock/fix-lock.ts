import pLimit from "p-limit";
import { z } from "zod";
import { throwIfAborted } from "../../cache/abort.ts";
import { messageOf } from "../../errors.ts";
import { maskSecrets } from "../../mask-secrets.ts";
import { conventionalTarballUrl, type RegistryOf, tarballPath } from "./conventional-url.ts";
import { applyEdits, type Edit, insertAfter } from "./json-edits.ts";
import { type RegistryEntry, registryEntries } from "./registry-entries.ts";

/** What a registry says of one published version's tarball. */
const distSchema = z.object({
  tarball: z.string().optional(),
  integrity: z.string().optional(),
  shasum: z.string().optional(),
});

/** Versions are checked when they are used: one that is broken must not hide the others. */
const packumentSchema = z.object({ versions: z.record(z.string(), z.unknown()) });
const versionSchema = z.object({ dist: distSchema });

type Dist = z.infer<typeof distSchema>;
type Packument = z.infer<typeof packumentSchema>;

export interface FixLockOptions {
  /** The registry's address as it shall stand in the lockfile; not necessarily the one asked. */
  readonly registry: RegistryOf;
  /** The registry's document of a package, abbreviated or full; rejects when there is none. */
  readonly fetchPackument: (name: string) => Promise<unknown>;
  /** Requests at a time. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  /** After each package asked for: its name, and how many of how many are answered. */
  readonly onEvent?: (event: { type: "packument"; name: string; done: number; total: number }) => void;
  /** The file's name for messages. */
  readonly where?: string;
}

export interface LockChange {
  /** `node_modules/a`, or `dependencies/a` in the older section. */
  readonly path: string;
  readonly added: readonly ("resolved" | "integrity")[];
}

export interface LockProblem {
  readonly path: string;
  readonly message: string;
}

interface FixedLock {
  /** The repaired lockfile; equal to the input when nothing was missing. */
  readonly text: string;
  readonly changed: readonly LockChange[];
  /** Entries left as they were, with the reason. */
  readonly problems: readonly LockProblem[];
}

/**
 * Completes the entries of a lockfile (version 1, 2 or 3) that lack `resolved` or `integrity`, from what
 * the registry says of that version. `npm ci --offline` and nixpkgs' `fetchNpmDeps` need both: without
 * them the build ends in `ENOTCACHED`. Indent, line ends, order, a byte order mark and everything else are kept; nothing
 * that stands in the lockfile is overwritten, what contradicts the registry is a problem reported.
 *
 * @throws UserError `E_LOCK_PARSE`; AbortError when the signal fires
 */
export async function fixLock(text: string, options: FixLockOptions): Promise<FixedLock> {
  // No JSON, but npm reads over it, and so do we.
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const lock = text.slice(mark.length);
  const incomplete = registryEntries(lock, options.where).filter(
    (entry) => entry.resolved === undefined || entry.integrity === undefined,
  );
  const packuments = await fetchPackuments(incomplete, options);
  const results = incomplete.map((entry) => repair(entry, packuments, options.registry));
  const edits: Edit[] = [];
  const changed: LockChange[] = [];
  const problems: LockProblem[] = [];
  for (const [index, result] of results.entries()) {
    const { path, node } = incomplete[index]!;
    if (typeof result === "string") problems.push({ path, message: maskSecrets(result) });
    else {
      changed.push({ path, added: result.map(([key]) => key) });
      edits.push(
        ...result.map((member) => insertAfter(lock, node, anchorOf(member[0], incomplete[index]!), [member])),
      );
    }
  }
  return { text: mark + applyEdits(lock, edits), changed, problems };
}

type Added = readonly (readonly ["resolved" | "integrity", string])[];

/** What to add to an entry, or the reason why nothing can be. */
function repair(
  entry: RegistryEntry,
  packuments: ReadonlyMap<string, Packument | string>,
  registry: RegistryOf,
): Added | string {
  if (entry.version === undefined)
    return "it comes from a plain URL and has no integrity: only npm itself can add it";
  const packument = packuments.get(entry.name);
  if (packument === undefined || typeof packument === "string") return packument ?? "not asked for";
  const dist = versionSchema.safeParse(packument.versions[entry.version]).data?.dist;
  if (dist === undefined) return `the registry has no version ${entry.version} of ${entry.name}`;
  const integrity = integrityOf(dist);
  if (integrity === undefined) return `the registry states no integrity for ${entry.name}@${entry.version}`;
  if (entry.integrity !== undefined && !agrees(entry.integrity, dist)) {
    return `its integrity contradicts the registry, which has ${integrity}`;
  }
  const tarball = tarballOf(entry, entry.version, dist, registry);
  if (entry.resolved !== undefined) {
    return isTarballOf(entry.resolved, entry.name, entry.version) || entry.resolved === dist.tarball
      ? [["integrity", integrity]]
      : `it comes from ${entry.resolved}, not from the registry: only npm itself can add its integrity`;
  }
  return entry.integrity === undefined
    ? [
        ["resolved", tarball],
        ["integrity", integrity],
      ]
    : [["resolved", tarball]];
}

/** npm's order is version, resolved, integrity; edits at one place keep the order they were given in. */
function anchorOf(key: "resolved" | "integrity", entry: RegistryEntry): string {
  return key === "integrity" && entry.resolved !== undefined && entry.version !== undefined
    ? "resolved"
    : "version";
}

function integrityOf(dist: Dist): string | undefined {
  if (dist.integrity !== undefined) return dist.integrity;
  return dist.shasum === undefined ? undefined : `sha1-${Buffer.from(dist.shasum, "hex").toString("base64")}`;
}

/** True unless a hash of the lockfile has the algorithm of one of the registry's and another digest. */
function agrees(integrity: string, dist: Dist): boolean {
  const known = [dist.integrity ?? "", integrityOf({ shasum: dist.shasum }) ?? ""].join(" ").split(/\s+/);
  return integrity
    .split(/\s+/)
    .filter((hash) => hash !== "")
    .every(
      (hash) => known.includes(hash) || !known.some((other) => algorithmOf(other) === algorithmOf(hash)),
    );
}

function algorithmOf(hash: string): string {
  return hash.slice(0, hash.indexOf("-"));
}

function tarballOf(entry: RegistryEntry, version: string, dist: Dist, registry: RegistryOf): string {
  // A mirror names itself in `dist.tarball`; the lockfile shall name the registry it stands for.
  return dist.tarball === undefined ||
    !URL.canParse(dist.tarball) ||
    isTarballOf(dist.tarball, entry.name, version)
    ? conventionalTarballUrl(registry, entry.name, version)
    : dist.tarball;
}

function isTarballOf(url: string, name: string, version: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname } = new URL(url);
  const path = `/${tarballPath(name, version)}`;
  return [pathname, decoded(pathname)].some((one) => one.endsWith(path));
}

/** As it is where a `%` in it encodes nothing. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function fetchPackuments(
  entries: readonly RegistryEntry[],
  { fetchPackument, concurrency = 16, signal, onEvent }: FixLockOptions,
): Promise<ReadonlyMap<string, Packument | string>> {
  const names = [...new Set(entries.filter(({ version }) => version !== undefined).map(({ name }) => name))];
  const limit = pLimit(concurrency);
  let done = 0;
  const answers = await Promise.all(
    names.map((name) =>
      limit(async (): Promise<readonly [string, Packument | string]> => {
        throwIfAborted(signal);
        const answer = await packumentOrReason(name, fetchPackument);
        throwIfAborted(signal);
        done += 1;
        onEvent?.({ type: "packument", name, done, total: names.length });
        return [name, answer];
      }),
    ),
  );
  return new Map(answers);
}

async function packumentOrReason(
  name: string,
  fetchPackument: FixLockOptions["fetchPackument"],
): Promise<Packument | string> {
  try {
    const parsed = packumentSchema.safeParse(await fetchPackument(name));
    return parsed.success ? parsed.data : `the registry's document of ${name} is not one of npm's`;
  } catch (error) {
    return `the registry does not give ${name}: ${messageOf(error)}`;
  }
}
