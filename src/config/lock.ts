import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { z } from "zod";
import { messageOf, oneOrMany, UserError } from "../errors.ts";
import { writeIfChanged } from "./atomic-write.ts";
import { placeInJson } from "./json-place.ts";
import { type LockedServer, type LocksFile, locksFileSchema } from "./lock-schema.ts";
import { SourceError, type SourceText, shownPath } from "./source-place.ts";

/** What `servers.lock.json` holds: server's name → what it resolved to. */
export type Locks = ReadonlyMap<string, LockedServer>;

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
  const name = shownPath(path, cwd);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw new UserError(`cannot read the file: ${messageOf(error)}`, {
      code: "E_LOCK_READ",
      where: name,
      cause: error,
    });
  }
  return parseLocks({ name, text });
}

/** The same of a text that is already there. */
export function parseLocks(source: SourceText): Map<string, LockedServer> {
  refuseConflict(source);
  const value = jsonOf(source);
  refuseOtherVersion(source, value);
  const parsed = locksFileSchema.safeParse(value);
  if (!parsed.success) throw invalid(source, parsed.error.issues);
  return new Map(Object.entries(parsed.data.servers));
}

/** Where the Home-Manager module was last written, as `writeLocks` was told; undefined: it was not, or no file says. */
export async function homeInLocks(path: string): Promise<string | undefined> {
  try {
    const { home } = JSON.parse(await readFile(path, "utf8")) as { home?: unknown };
    return typeof home === "string" ? home : undefined;
  } catch {
    return undefined;
  }
}

/** The file's bytes: keys sorted by code units at every depth, two spaces, a newline at the end. */
export function locksText(locks: Locks, home?: string): string {
  const file: LocksFile = {
    version: currentVersion,
    ...(home === undefined ? {} : { home }),
    servers: Object.fromEntries(locks),
  };
  return `${JSON.stringify(sorted(file), null, 2)}\n`;
}

/**
 * Writes the lock file atomically when it differs; whether it did. What it says of the Home-Manager module's place
 * stays unless `home` is given, null for none. UserError `E_WRITE`.
 */
export async function writeLocks(path: string, locks: Locks, home?: string | null): Promise<boolean> {
  const place = home === undefined ? await homeInLocks(path) : (home ?? undefined);
  return writeIfChanged(path, locksText(locks, place));
}

/** Arrays keep their order: it may mean something. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
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
