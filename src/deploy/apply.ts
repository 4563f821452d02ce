import { dirname } from "node:path";
import pLimit from "p-limit";
import { backupPath, makeBackupFolder, pruneBackups } from "./backups.ts";
import { type Disk, missingFolders } from "./disk.ts";
import { Journal } from "./journal.ts";
import type { DeployPlan } from "./plan.ts";
import type { FilePlan } from "./plan-file.ts";
import { diskProblem } from "./problem.ts";
import type { TargetQuestion } from "./target.ts";
import { failed, isChange, writeFile } from "./write-file.ts";

export interface ApplyOptions {
  readonly disk: Disk;
  /** `deployFolder`; the caller holds its lock. */
  readonly folder: string;
  readonly targets: TargetQuestion;
  readonly now: Date;
  /** Once it fires no other file is begun. */
  readonly signal?: AbortSignal;
  /** Each file once, when it is done with, whatever came of it. */
  readonly onFile?: (file: FilePlan) => void;
}

/**
 * Writes what was planned; the files as they were dealt with, in the plan's order. A file that cannot be
 * written has a `problem`, the others are done. At any instant each file is the old or the new one, and what is
 * remembered tells ours from the user's: it is written before the files, as an intention, and after them.
 *
 * Throws UserError `E_WRITE` where nothing can be remembered; then no file is touched.
 */
export async function applyDeploy(plan: DeployPlan, options: ApplyOptions): Promise<FilePlan[]> {
  const { disk, folder, onFile, signal } = options;
  await removeLeftovers(plan, disk);
  if (plan.files.some(isChange)) await makeBackupFolder(disk, folder);
  const begun = await Promise.all(plan.files.map((file) => prepared(file, options)));
  const files = [...begun];
  const journal = new Journal(disk, folder, plan);
  await journal.begin(files.filter(isChange));
  const limit = pLimit(8);
  await Promise.all(
    groupsOf(files).map((group) =>
      limit(async () => {
        for (const index of group) {
          const file = files[index]!;
          if (isChange(file)) {
            files[index] = signal?.aborted ? interrupted(file) : await writeFile(file, journal, options);
          }
          onFile?.(files[index]!);
        }
      }),
    ),
  );
  await removeFolders(disk, begun, files);
  const state = await journal.end(files);
  const named = [...state.files, ...state.pending.map(({ record }) => record)].map(({ backup }) => backup);
  const fresh = files.map(({ copy }) => copy);
  await pruneBackups(disk, folder, new Set([...named, ...fresh].filter((path) => typeof path === "string")));
  return files;
}

/** Folders that were made for files in which nothing is ours, or which did not come about; where they are empty. */
async function removeFolders(
  disk: Disk,
  begun: readonly FilePlan[],
  ended: readonly FilePlan[],
): Promise<void> {
  const made = ended.flatMap(({ record, problem, known }, index) => {
    if (problem !== undefined) return begun[index]?.record?.folders ?? [];
    return record === undefined ? (known?.folders ?? []) : [];
  });
  const deepestFirst = [...new Set(made)].sort((a, b) => b.length - a.length);
  for (const folder of deepestFirst) await disk.rmdir(folder).catch(() => {});
}

/** What a run that was killed left lying about: temporary files, and copies of files that it did not touch. */
async function removeLeftovers({ question, files }: DeployPlan, disk: Disk): Promise<void> {
  for (const { temporary, record } of question.state.pending) {
    await disk.remove(temporary).catch(() => {});
    const file = files.find((each) => each.question.pending === record && each.problem === undefined);
    if (file === undefined || record.backup === null || file.known?.backup === record.backup) continue;
    // It may be the only copy of what was there, where somebody has changed the file again since.
    const copied = await disk.readFile(record.backup).catch(() => null);
    if (copied !== null && file.target?.bytes?.equals(copied))
      await disk.remove(record.backup).catch(() => {});
  }
}

/** What is remembered of a new file's folders, and of the copy of one that is touched for the first time. */
async function prepared(file: FilePlan, { disk, folder, now }: ApplyOptions): Promise<FilePlan> {
  const { target, record, question } = file;
  if (!isChange(file) || target === undefined) return file;
  try {
    const made = target.bytes === null ? await missingFolders(disk, dirname(target.path)) : [];
    const copy = backupPath(folder, question.client.id, question.path, now);
    if (record === undefined) return { ...file, copy };
    const isFirst = target.bytes !== null && record.backup === null && !record.created;
    const backup = isFirst ? copy : record.backup;
    return { ...file, copy, record: { ...record, folders: [...record.folders, ...made], backup } };
  } catch (error) {
    return failed(file, diskProblem(error, "written"));
  }
}

/** Indices of files; clients that share a file take turns, so that each sees the other's entries. */
function groupsOf(files: readonly FilePlan[]): number[][] {
  const groups = new Map<string, number[]>();
  files.forEach((file, index) => {
    const path = file.target?.path ?? file.question.path;
    groups.set(path, [...(groups.get(path) ?? []), index]);
  });
  return [...groups.values()];
}

function interrupted(file: FilePlan): FilePlan {
  return failed(file, { code: "E_INTERRUPTED", message: "it was not begun: interrupted" });
}
