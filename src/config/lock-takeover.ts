import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { writeError } from "./atomic-write.ts";
import { isAlive, startOfProcess } from "./process-alive.ts";

// Everything here is synchronous: the files are tiny, and so only a kill from outside can end a step halfway.

const holderSchema = z.object({
  /** Tells this file from every other one. */
  token: z.string(),
  pid: z.number().int().positive(),
  host: z.string(),
  /** When the process began, in the kernel's words; null where that cannot be known. */
  started: z.string().nullable(),
});

/** Who made a lock or a claim, as its file says it. */
export type Holder = z.infer<typeof holderSchema>;

/**
 * A lock's or a claim's file as it was found. `identity` is the same for the same file only; `holder` is
 * undefined where the file does not say it; `stale`: nobody is behind it any more.
 */
interface Found {
  readonly identity: string;
  readonly holder: Holder | undefined;
  readonly stale: boolean;
}

/**
 * A holder of another machine (or container) that gave no sign for this many milliseconds is gone. Half of
 * deploy's patience, so that deploy still gets its turn.
 */
const silentFor = 30_000;
/** A file that does not say whose it is may be one that is being written: a file system without hard links. */
const emptyFor = 5_000;

/** This process as a holder, with a token of its own each time. */
export function newHolder(): Holder {
  return {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    started: startOfProcess(process.pid),
  };
}

/** What is at `path`; null when nothing is. Throws `E_WRITE` where it cannot be read. */
export function inspect(path: string): Found | null {
  try {
    // One descriptor: the text and the age are those of one and the same file.
    const file = openSync(path, "r");
    try {
      const { mtimeMs, ino } = fstatSync(file);
      const text = readFileSync(file, "utf8");
      const age = Date.now() - mtimeMs;
      const holder = holderOf(text);
      return holder === undefined
        ? { identity: `${ino} ${text}`, holder, stale: age > emptyFor }
        : { identity: holder.token, holder, stale: isStale(holder, age) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isGone(error)) return null;
    throw writeError(error, path);
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isStale(holder: Holder, age: number): boolean {
  if (holder.host !== hostname()) return age > silentFor;
  if (!isAlive(holder.pid)) return true;
  // The number may have gone to another process since.
  const started = startOfProcess(holder.pid);
  return started !== null && holder.started !== null && started !== holder.started;
}

/**
 * Makes the file `path` for `self`, in one instant and whole; false when there is one already. `lock` is the
 * lock that it belongs to (or is): files in the making lie beside that, under names that `sweep` knows.
 *
 * Throws `E_WRITE`.
 */
export function create(lock: string, path: string, self: Holder): boolean {
  const text = `${JSON.stringify(self)}\n`;
  const temporary = `${lock}.${randomUUID()}`;
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code = "", syscall } = error as NodeJS.ErrnoException;
    if (syscall !== "link") throw writeError(error, path);
    if (hasNoLinks.has(code)) return createInPlace(path, self, text);
    // A network file system may make the link and answer that it was there.
    if (code === "EEXIST") return isOwn(path, self);
    // It lay there unwritten for so long that another run took it for a leftover.
    if (code === "ENOENT") return false;
    throw writeError(error, path);
  } finally {
    removeQuietly(temporary);
  }
}

/** link(2) on FAT, on some network and user-space file systems, and in some sandboxes. */
const hasNoLinks = new Set(["EPERM", "EACCES", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

function createInPlace(path: string, self: Holder, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw writeError(error, path);
  }
  // Whoever stood still between making it and writing into it may have lost it.
  return isOwn(path, self);
}

/**
 * Removes the stale file that was `found` at `path`, and never another one that took its place since.
 *
 * Only who has made the claim, a file named after the stale one, may remove it, and looks again before. So
 * between that look and the removal nothing else can have come: the stale file's process is gone, and every
 * other waiter would need the same claim. A claim that a dead process left is removed by the same rule.
 *
 * Throws `E_WRITE`.
 */
export function takeAway(lock: string, path: string, found: Found): Removal {
  const claim = claimPath(lock, path, found.identity);
  const self = newHolder();
  while (!create(lock, claim, self)) {
    const other = inspect(claim);
    if (other === null) return { isDone: false };
    if (!other.stale) return { isDone: false, by: other.holder };
    const removal = takeAway(lock, claim, other);
    if (!removal.isDone) return removal;
  }
  try {
    const now = inspect(path);
    if (now?.stale && now.identity === found.identity) unlinkSync(path);
    return { isDone: true };
  } catch (error) {
    if (isGone(error)) return { isDone: true };
    throw writeError(error, path);
  } finally {
    removeOwn(claim, self);
  }
}

/** `isDone`: the stale file is not there any more. Else another process, `by` where it is known, is removing it. */
interface Removal {
  readonly isDone: boolean;
  readonly by?: Holder | undefined;
}

/**
 * The file that gives its maker the right to remove the file `path` of that identity. The name is part of it:
 * a file that says nothing has but its inode's number, and those come again.
 */
export function claimPath(lock: string, path: string, identity: string): string {
  const digest = createHash("sha256")
    .update(`${basename(path)}\n${identity}`)
    .digest("hex");
  return `${lock}.${digest.slice(0, 32)}`;
}

/** Removes what killed processes left beside the lock. What cannot be removed stays: it stops nobody. */
export function sweep(lock: string): void {
  const folder = dirname(lock);
  for (const name of namesIn(folder)) {
    if (!name.startsWith(`${basename(lock)}.`)) continue;
    try {
      const path = join(folder, name);
      const found = inspect(path);
      if (found?.stale) takeAway(lock, path, found);
    } catch {
      // The next run tries again.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether `self` made the file at `path`. */
function isOwn(path: string, self: Holder): boolean {
  try {
    return holderOf(readFileSync(path, "utf8"))?.token === self.token;
  } catch {
    return false;
  }
}

/** Removes the file at `path` when it is that of `self`. */
export function removeOwn(path: string, self: Holder): void {
  if (isOwn(path, self)) removeQuietly(path);
}

/** A sign of life for those on other machines. */
export function touchOwn(path: string, self: Holder): void {
  try {
    if (isOwn(path, self)) utimesSync(path, new Date(), new Date());
  } catch {
    // The next one may get through.
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already.
  }
}

/** ESTALE: a network file system's word for a file that went while it was open. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ESTALE";
}
