import { randomUUID } from "node:crypto";
import { readFileSync, unlinkSync } from "node:fs";
import { link, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { UserError } from "../errors.ts";
import { writeError } from "./atomic-write.ts";
import { isAlive, startOfProcess } from "./process-alive.ts";

export interface ProjectLockOptions {
  readonly signal?: AbortSignal;
  /** Called once, when another run holds the lock. */
  readonly onWait?: (holder: { readonly pid: number; readonly host: string }) => void;
  /** Milliseconds until `E_BUSY`. Default: ten minutes. */
  readonly patience?: number;
}

const holderSchema = z.object({
  /** Tells this lock from every other one. */
  token: z.string(),
  pid: z.number().int().positive(),
  host: z.string(),
  /** When the process began, in the kernel's words; null where that cannot be known. */
  started: z.string().nullable(),
});

type Holder = z.infer<typeof holderSchema>;

const pollEvery = 100;
const beatEvery = 5_000;
/** A holder of another machine (or container) that gave no sign for this long is gone. */
const silentFor = 60_000;
/** Between making the file and writing into it there is an instant. */
const emptyFor = 5_000;

/** The lock's file; it is there only while a run writes. */
export function projectLockPath(root: string): string {
  return join(root, ".mcp-nixgen.lock");
}

/**
 * Runs `work` while no other run of mcp-nixgen writes in the folder `root`; others wait their turn. A lock
 * that a dead process left is taken over. Not re-entrant.
 *
 * Throws `E_BUSY` when it took too long, `E_WRITE` where the folder cannot be written, the signal's reason
 * when aborted, and whatever `work` throws.
 */
export async function withProjectLock<T>(
  root: string,
  work: () => Promise<T>,
  options: ProjectLockOptions = {},
): Promise<T> {
  const path = projectLockPath(root);
  const self: Holder = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    started: startOfProcess(process.pid),
  };
  await acquire(path, self, options);
  const removeAtExit = () => releaseAtExit(path, self);
  process.once("exit", removeAtExit);
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), beatEvery);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", removeAtExit);
    await release(path, self);
  }
}

async function acquire(path: string, self: Holder, options: ProjectLockOptions): Promise<void> {
  const end = Date.now() + (options.patience ?? 600_000);
  let told = false;
  while (!(await create(path, self))) {
    options.signal?.throwIfAborted();
    const found = await inspect(path);
    if (found === "gone") continue;
    if (found.stale) {
      await takeAway(path, found.text);
      continue;
    }
    if (!told && found.holder !== undefined) options.onWait?.(found.holder);
    told ||= found.holder !== undefined;
    if (Date.now() >= end) throw busy(path, found.holder);
    await sleep(pollEvery, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

async function create(path: string, self: Holder): Promise<boolean> {
  try {
    const handle = await open(path, "wx");
    try {
      await handle.writeFile(`${JSON.stringify(self)}\n`);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw writeError(error, path);
  }
}

type Found = { readonly text: string; readonly holder: Holder | undefined; readonly stale: boolean };

async function inspect(path: string): Promise<Found | "gone"> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    const age = Date.now() - mtimeMs;
    const holder = holderOf(text);
    return { text, holder, stale: holder === undefined ? age > emptyFor : isStale(holder, age) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "gone";
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

/** Removes a stale lock. Renamed first: should another waiter have been faster, its fresh lock is put back. */
async function takeAway(path: string, staleText: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, "utf8")) !== staleText) await link(aside, path).catch(() => {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw writeError(error, path);
  } finally {
    await rm(aside, { force: true });
  }
}

async function release(path: string, self: Holder): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => "");
  if (holderOf(text)?.token === self.token) await rm(path, { force: true }).catch(() => {});
}

function releaseAtExit(path: string, self: Holder): void {
  try {
    if (holderOf(readFileSync(path, "utf8"))?.token === self.token) unlinkSync(path);
  } catch {
    // Gone already.
  }
}

function busy(path: string, holder: Holder | undefined): UserError {
  const who = holder === undefined ? "another run" : `process ${holder.pid} on ${holder.host}`;
  return new UserError(`${who} is still writing here`, {
    code: "E_BUSY",
    where: path,
    hint: "Wait for it, or end it; if it is not mcp-nixgen, remove that file.",
  });
}
