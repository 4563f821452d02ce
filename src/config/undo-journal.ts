import { lstat, readFile, realpath, rm } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { messageOf, UserError } from "../errors.ts";
import { removeFile, removeTemporaries, writeFileAtomically } from "./atomic-write.ts";
import { nullIfMissing } from "./missing-file.ts";

/** A file of a project, relative to its root; null: there is none, or is to be none. */
export interface ProjectFile {
  readonly path: string;
  readonly contents: Uint8Array | string | null;
}

const journalSchema = z.strictObject({
  version: z.literal(1),
  /** What the files were, in base64, before they were written. */
  files: z.array(z.strictObject({ path: z.string(), before: z.base64().nullable() })),
});

/** There only while several files are written as one. */
export function undoPath(root: string): string {
  return join(root, ".mcp-nixgen.undo");
}

/**
 * Writes files that only make sense together: all of them or none. What they were is noted first, so that after a kill
 * whoever takes the project's lock next puts it back (`undoUnfinished`). To be called under that lock; not to be interrupted.
 *
 * @returns the files as they were
 * @throws UserError `E_WRITE`; then all are as they were
 */
export async function writeTogether(root: string, files: readonly ProjectFile[]): Promise<ProjectFile[]> {
  const before = await Promise.all(
    files.map(async ({ path }) => ({
      path,
      contents: await readFile(join(root, path)).catch(nullIfMissing),
    })),
  );
  const journal: z.infer<typeof journalSchema> = {
    version: 1,
    files: before.map(({ path, contents }) => ({ path, before: contents?.toString("base64") ?? null })),
  };
  await writeFileAtomically(undoPath(root), `${JSON.stringify(journal)}\n`);
  try {
    for (const file of files) await put(root, file);
  } catch (error) {
    await undoUnfinished(root);
    throw error;
  }
  await rm(undoPath(root), { force: true });
  return before;
}

/**
 * Puts back what a run that was killed in the middle of `writeTogether` has written. To be called under the project's lock.
 *
 * @throws UserError `E_UNDO` where the note is not one of ours, `E_WRITE`
 */
export async function undoUnfinished(root: string): Promise<void> {
  const path = undoPath(root);
  await removeTemporaries(path);
  const text = await readFile(path, "utf8").catch(nullIfMissing);
  if (text === null) return;
  for (const { path: file, before } of await readJournal(root, text)) {
    await removeTemporaries(join(root, file));
    await put(root, { path: file, contents: before === null ? null : Buffer.from(before, "base64") });
  }
  await rm(path, { force: true });
}

async function readJournal(root: string, text: string): Promise<z.infer<typeof journalSchema>["files"]> {
  let why: string;
  try {
    const { files } = journalSchema.parse(JSON.parse(text));
    const outside = await firstOutside(
      root,
      files.map(({ path }) => path),
    );
    if (outside === undefined) return files;
    why = `it names ${outside}, which is not in this folder`;
  } catch (error) {
    why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
  }
  throw new UserError(`what an interrupted run has noted cannot be read: ${why.split("\n")[0]}`, {
    code: "E_UNDO",
    where: undoPath(root),
    hint: "Look whether servers.yaml, servers.lock.json and the packages are as you want them, then remove that file.",
  });
}

/** A note may come with a repository of somebody else: it writes nowhere but in the folder it lies in. */
async function firstOutside(root: string, paths: readonly string[]): Promise<string | undefined> {
  const home = await realpath(root);
  for (const path of paths) {
    const target = resolve(root, path);
    if (!isInside(root, target)) return path;
    const linked = await lstat(target).then(
      (stats) => stats.isSymbolicLink(),
      () => false,
    );
    const folder = await realpath(dirname(target)).catch(() => undefined);
    const real = linked ? await realpath(target).catch(() => undefined) : target;
    if (folder !== undefined && folder !== home && !isInside(home, folder)) return path;
    if (linked && (real === undefined || !isInside(home, real))) return path;
  }
  return undefined;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}

async function put(root: string, { path, contents }: ProjectFile): Promise<void> {
  if (contents === null) await removeFile(join(root, path), root);
  else await writeFileAtomically(join(root, path), contents);
}
