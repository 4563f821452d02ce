import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { z } from "zod";
import { messageOf, oneOrMany, UserError } from "../errors.ts";
import { writeIfChanged } from "./atomic-write.ts";
import { placeInJson } from "./json-place.ts";
import type { Offer } from "./lock-offer-schema.ts";
import { type LockedServer, type LocksFile, locksFileSchema } from "./lock-schema.ts";
import { lockText } from "./lock-text.ts";
import { SourceError, type SourceText, shownPath } from "./source-place.ts";

/** What `servers.lock.json` holds: server's name → what it resolved to. */
export type Locks = ReadonlyMap<string, LockedServer>;

/** What servers offered when they were last verified, by their names. */
export type Offers = ReadonlyMap<string, Offer>;

/** What the file holds beside the locks. */
interface Beside {
  readonly home?: string | undefined;
  readonly offers: Offers;
}

const currentVersion: LocksFile["version"] = 1;
const regenerate = "It is generated: remove it and run 'mcp-nixgen prefetch'.";

/** Where the lock of a project is. */
export function locksPath(root: string): string {
  return join(root, "servers.lock.json");
}

/**
 * Reads a lock file; a missing one is empty.
 *
 * Throws SourceError or ManyErrors: `E_LOCK_CONFLICT` (markers of a merge), `E_LOCK_SYNTAX`, `E_LOCK_VERSION`
 * (made by a newer mcp-nixgen), `E_LOCK_INVALID`; UserError `E_LOCK_READ`.
 */
export async function readLocks(path: string, cwd?: string): Promise<Map<string, LockedServer>> {
  return new Map(Object.entries((await readFileOfLocks(path, cwd)).servers));
}

/** What servers offered when they were last verified; none where the file is missing. Throws as `readLocks` does. */
export async function readOffers(path: string, cwd?: string): Promise<Map<string, Offer>> {
  return new Map(Object.entries((await readFileOfLocks(path, cwd)).offers ?? {}));
}

async function readFileOfLocks(path: string, cwd: string | undefined): Promise<LocksFile> {
  const name = shownPath(path, cwd);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { version: currentVersion, servers: {} };
    throw new UserError(`cannot read the file: ${messageOf(error)}`, {
      code: "E_LOCK_READ",
      where: name,
      cause: error,
    });
  }
  return parseFile({ name, text });
}

/** The same of a text that is already there. */
export function parseLocks(source: SourceText): Map<string, LockedServer> {
  return new Map(Object.entries(parseFile(source).servers));
}

function parseFile(source: SourceText): LocksFile {
  refuseConflict(source);
  const value = jsonOf(source);
  refuseOtherVersion(source, value);
  const parsed = locksFileSchema.safeParse(value);
  if (!parsed.success) throw invalid(source, parsed.error.issues);
  return parsed.data;
}

/** Where the Home-Manager module was last written, as `writeLocks` was told; undefined: it was not, or no file says. */
export async function homeInLocks(path: string): Promise<string | undefined> {
  return (await besideLocks(path)).home;
}

/** What of a file that may be broken is worth keeping when its locks are written anew. */
async function besideLocks(path: string): Promise<Beside> {
  try {
    const { home, offers } = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    const known = locksFileSchema.shape.offers.safeParse(offers);
    return {
      home: typeof home === "string" ? home : undefined,
      offers: new Map(Object.entries(known.data ?? {})),
    };
  } catch {
    return { offers: new Map() };
  }
}

/** The file's bytes, which depend on nothing but what they say. */
export function locksText(locks: Locks, { home, offers }: Partial<Beside> = {}): string {
  // What a server offered goes with the server.
  const kept = [...(offers ?? [])].filter(([name]) => locks.has(name));
  const file: LocksFile = {
    version: currentVersion,
    ...(home === undefined ? {} : { home }),
    ...(kept.length === 0 ? {} : { offers: Object.fromEntries(kept) }),
    servers: Object.fromEntries(locks),
  };
  return lockText(file);
}

/**
 * Writes the lock file atomically when it differs; whether it did. What it says of the Home-Manager module's place
 * stays unless `home` is given, null for none, and so do the offers of servers that are still there. UserError `E_WRITE`.
 */
export async function writeLocks(path: string, locks: Locks, home?: string | null): Promise<boolean> {
  const beside = await besideLocks(path);
  const place = home === undefined ? beside.home : (home ?? undefined);
  return writeIfChanged(path, locksText(locks, { ...beside, home: place }));
}

/**
 * The file's bytes with one server's lock, and what it offers, in the place of what they were; without an offer that stays.
 * Throws as `readLocks` does.
 */
export async function textWithLock(
  path: string,
  name: string,
  locked: LockedServer,
  offer?: Offer,
): Promise<string> {
  const { home, servers, offers } = await readFileOfLocks(path, undefined);
  const merged = offer === undefined ? offers : { ...offers, [name]: offer };
  return locksText(new Map(Object.entries({ ...servers, [name]: locked })), {
    home,
    offers: new Map(Object.entries(merged ?? {})),
  });
}

/**
 * Puts offers in the place of those of the same servers; whether the file changed. Throws as `readLocks` and
 * `writeLocks` do. To be called under the project's lock.
 */
export async function writeOffers(path: string, offers: Offers): Promise<boolean> {
  const { home, servers, offers: before } = await readFileOfLocks(path, undefined);
  const merged = new Map([...Object.entries(before ?? {}), ...offers]);
  return writeIfChanged(path, locksText(new Map(Object.entries(servers)), { home, offers: merged }));
}

function refuseConflict(source: SourceText): void {
  const marker = /^(?:<{7}|>{7}|\|{7})(?: |$)/m.exec(source.text);
  if (marker === null) return;
  throw new SourceError(source, marker.index, "the file holds conflict markers of a merge", {
    code: "E_LOCK_CONFLICT",
    hint: "Take either side (git checkout --ours servers.lock.json), then run 'mcp-nixgen prefetch': it brings it up to date.",
    length: 7,
  });
}

function jsonOf(source: SourceText): unknown {
  try {
    return JSON.parse(source.text);
  } catch {
    // Ten times as fast as the parser below, but it tells no place.
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(source.text, errors, { disallowComments: true });
  const [first] = errors;
  if (first === undefined) return value;
  const what = printParseErrorCode(first.error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  throw new SourceError(source, first.offset, `the file is not JSON: ${what}`, {
    code: "E_LOCK_SYNTAX",
    hint: regenerate,
    length: Math.max(1, first.length),
  });
}

function refuseOtherVersion(source: SourceText, value: unknown): void {
  const version = (value as { version?: unknown } | null | undefined)?.version;
  if (typeof version !== "number" || version <= currentVersion) return;
  const place = placeInJson(source.text, ["version"]);
  throw new SourceError(
    source,
    place.start,
    `the file has version ${version}; this mcp-nixgen knows ${currentVersion}`,
    {
      code: "E_LOCK_VERSION",
      hint: "Use the newer mcp-nixgen that wrote it.",
      length: place.length,
    },
  );
}

function invalid(source: SourceText, issues: readonly z.core.$ZodIssue[]): Error {
  const errors = issues.map((issue) => {
    const place = placeInJson(source.text, issue.path);
    const field = issue.path.length === 0 ? "the file" : `'${issue.path.map(String).join(".")}'`;
    return new SourceError(source, place.start, `${field}: ${issue.message}`, {
      code: "E_LOCK_INVALID",
      hint: regenerate,
      length: place.length,
    });
  });
  return oneOrMany(errors);
}
