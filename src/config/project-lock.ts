import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors.ts";
import {
  create,
  type Holder,
  inspect,
  newHolder,
  removeOwn,
  sweep,
  takeAway,
  touchOwn,
} from "./lock-takeover.ts";
import { undoUnfinished } from "./undo-journal.ts";

interface ProjectLockOptions {
  readonly signal?: AbortSignal;
  /** Called once, when another run holds the lock. */
  readonly onWait?: (holder: { readonly pid: number; readonly host: string }) => void;
  /** Milliseconds until `E_BUSY`. Default: ten minutes. */
  readonly patience?: number;
}

const pollEvery = 100;
const beatEvery = 5_000;

/** The lock's file; it is there only while a run writes. */
export function projectLockPath(root: string): string {
  return join(root, ".mcp-nixgen.lock");
}

/**
 * Runs `work` while no other run of mcp-nixgen writes in the folder `root`; others wait their turn. A lock
 * that a dead process left is taken over, and what it left half-written of files that belong together is put back
 * first. Not re-entrant.
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
  const self = newHolder();
  await acquire(path, self, options);
  const release = () => removeOwn(path, self);
  process.once("exit", release);
  const beat = setInterval(() => touchOwn(path, self), beatEvery);
  beat.unref();
  try {
    sweep(path);
    await undoUnfinished(root);
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", release);
    release();
  }
}

async function acquire(path: string, self: Holder, options: ProjectLockOptions): Promise<void> {
  const end = Date.now() + (options.patience ?? 600_000);
  let told = false;
  for (;;) {
    const attempt = tryToTake(path, self);
    if (attempt.isOurs) return;
    const { by } = attempt;
    options.signal?.throwIfAborted();
    if (!told && by !== undefined) options.onWait?.(by);
    told ||= by !== undefined;
    if (Date.now() >= end) throw busy(path, by);
    await sleep(pollEvery, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

/** `by`: who holds it, or is just removing it, where that is known. */
function tryToTake(
  path: string,
  self: Holder,
): { readonly isOurs: boolean; readonly by?: Holder | undefined } {
  const found = inspect(path);
  if (found !== null) {
    if (!found.stale) return { isOurs: false, by: found.holder };
    const removal = takeAway(path, path, found);
    if (!removal.isDone) return { isOurs: false, by: removal.by };
  }
  return { isOurs: create(path, path, self) };
}

function busy(path: string, holder: Holder | undefined): UserError {
  const who = holder === undefined ? "another run" : `process ${holder.pid} on ${holder.host}`;
  return new UserError(`${who} is still writing here`, {
    code: "E_BUSY",
    where: path,
    hint: "Wait for it, or end it; if it is not mcp-nixgen, remove that file.",
  });
}
