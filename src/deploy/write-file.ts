import { dirname } from "node:path";
import type { ApplyOptions } from "./apply.ts";
import { writeBackup } from "./backups.ts";
import { type Disk, makeFolders, type Ownership, replaceWhole } from "./disk.ts";
import type { Journal } from "./journal.ts";
import { type FilePlan, isCopied, planFile } from "./plan-file.ts";
import { type DeployProblem, diskProblem } from "./problem.ts";
import { findTarget, isProblem, type Target } from "./target.ts";

/** An app that writes all the time is given up after so many tries. */
const mostTries = 5;

/** Whether the plan changes the file. */
export function isChange(file: FilePlan): boolean {
  return file.after !== undefined && file.problem === undefined;
}

/** The plan of a file that was left as it is after all. */
export function failed(file: FilePlan, problem: DeployProblem): FilePlan {
  return { ...file, after: undefined, record: file.known, problem };
}

/**
 * Writes one file. Should somebody else have written it since it was read, it is planned anew from what they
 * wrote. The plan that was carried out, or one with a problem.
 */
export async function writeFile(file: FilePlan, journal: Journal, options: ApplyOptions): Promise<FilePlan> {
  const { disk, targets } = options;
  const kept = new Set<string>();
  let current = file;
  try {
    for (let tries = 0; tries < mostTries; tries++) {
      await keepBackup(disk, current, kept);
      if (await replace(current, journal.temporaryOf(current), options)) return current;
      const planned = planFile(current.question, await findTarget(disk, current.question.path, targets));
      current = withTraces(planned, file);
      if (!isChange(current)) break;
      await journal.amend(current);
    }
  } catch (error) {
    current = failed(current, diskProblem(error, "written"));
  }
  for (const path of kept) await disk.remove(path).catch(() => {});
  if (!isChange(current)) return withoutBackup(current, kept);
  return failed(current, {
    code: "E_WRITE",
    message: "somebody else keeps writing it",
    hint: "Close the client and run it again.",
  });
}

/** The copy of the bytes that are about to be replaced; of those of the last try, when there are several. */
async function keepBackup(disk: Disk, file: FilePlan, kept: Set<string>): Promise<void> {
  const { target, copy } = file;
  if (copy === undefined || target?.bytes == null || !isCopied(file)) return;
  kept.add(copy);
  await writeBackup(disk, copy, target.bytes);
}

/** false: the file is no longer what was planned for. */
async function replace(file: FilePlan, temporary: string, options: ApplyOptions): Promise<boolean> {
  const { disk, targets } = options;
  const target = file.target!;
  const isStill = async () => isSame(target, await findTarget(disk, file.question.path, targets));
  if (file.after) {
    await makeFolders(disk, dirname(target.path));
    return replaceWhole(disk, target.path, temporary, file.after, ownerOf(file, target), isStill);
  }
  if (!(await isStill())) return false;
  await disk.remove(target.path);
  await disk.syncFolder(dirname(target.path));
  return true;
}

function isSame(target: Target, found: Target | DeployProblem): boolean {
  if (isProblem(found) || found.path !== target.path || found.fromStore !== target.fromStore) return false;
  if (found.bytes === null || target.bytes === null) return found.bytes === target.bytes;
  return found.bytes.equals(target.bytes);
}

/** New files are the user's alone; what holds a login in a header becomes so. */
function ownerOf({ question }: FilePlan, { owner }: Target): Ownership {
  if (owner === undefined) return { mode: 0o600 };
  const secret = [...question.wishes.values()].some((wish) => wish.kind === "entry" && wish.secret);
  return secret ? { ...owner, mode: owner.mode & 0o700 } : owner;
}

/** What the first plan already did on the disk. */
function withTraces(file: FilePlan, first: FilePlan): FilePlan {
  const copy = first.copy === undefined ? {} : { copy: first.copy };
  if (file.record === undefined || first.record === undefined) return { ...file, ...copy };
  const { folders, backup } = first.record;
  const record = { ...file.record, folders, backup: file.record.backup ?? backup };
  return { ...file, ...copy, record };
}

function withoutBackup(file: FilePlan, kept: ReadonlySet<string>): FilePlan {
  const { record } = file;
  if (record?.backup == null || !kept.has(record.backup)) return file;
  return { ...file, record: { ...record, backup: null } };
}
