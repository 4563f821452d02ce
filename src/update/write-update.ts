import { readFile, stat } from "node:fs/promises";
import { join, posix, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { setServerField } from "../config/edit.ts";
import { loadServersText, type Project } from "../config/load.ts";
import { locksPath, readLocks, textWithLock } from "../config/lock.ts";
import type { Offer } from "../config/lock-offer-schema.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { withProjectLock } from "../config/project-lock.ts";
import { type ProjectFile, writeTogether } from "../config/undo-journal.ts";
import { UserError } from "../errors.ts";
import type { GeneratePlaces } from "../project/generate.ts";
import type { AskedServer } from "./ask.ts";
import type { Repository } from "./git.ts";
import { packageChanges, packagePath } from "./stage.ts";

/** A server's new lock, and what servers.yaml has to say for it. */
export interface NextLock {
  readonly locked: LockedServer;
  /** null: the source stays as it is. */
  readonly source: string | null;
  /** What it was found to offer, where that is remembered; undefined: what is remembered stays. */
  readonly offer?: Offer | undefined;
}

export interface WriteOptions {
  readonly places: GeneratePlaces;
  /** Where it is committed, and with which words; null: nowhere. */
  readonly commit: { readonly repository: Repository; readonly message: string } | null;
  readonly signal?: AbortSignal | undefined;
}

export interface Written {
  /** Relative to the project's root, sorted. */
  readonly files: readonly string[];
  readonly commit: string | null;
  /** There was no generated package, and so none was written. */
  readonly ungenerated: boolean;
}

/**
 * Writes servers.yaml (where its source changes), the lock and the generated package of one server, all or none of them,
 * under the project's lock; and commits them. The signal is not looked at once it has begun.
 *
 * @throws UserError `E_CHANGED` when servers.yaml or the lock of this server is not what it was when the update began,
 * `E_GIT_DIRTY`, `E_GIT_COMMIT`, `E_WRITE`
 */
export async function writeUpdate(
  project: Project,
  asked: AskedServer,
  next: NextLock,
  { places, commit, signal }: WriteOptions,
): Promise<Written> {
  const { root } = project;
  return withProjectLock(
    root,
    async () => {
      const { files, ungenerated } = await filesOf(project, asked, next, places);
      const paths = files.map(({ path }) => path);
      if (commit !== null) await refuseDirty(commit.repository, paths, asked.server.name);
      const before = await writeTogether(root, files);
      if (commit === null) return { files: paths, commit: null, ungenerated };
      try {
        return { files: paths, commit: await commit.repository.commit(paths, commit.message), ungenerated };
      } catch (error) {
        await writeTogether(root, before);
        throw error;
      }
    },
    signal === undefined ? {} : { signal },
  );
}

/** Paths that an update of a server may write, relative to the project's root. */
export function pathsOfUpdate(project: Project, name: string, isRewritten: boolean): string[] {
  const lock = relative(project.root, locksPath(project.root));
  const config = relative(project.root, project.file);
  return [packagePath(project, name), lock, ...(isRewritten ? [config] : [])];
}

/** @throws UserError `E_GIT_DIRTY` */
export async function refuseDirty(
  repository: Repository,
  paths: readonly string[],
  server: string,
): Promise<void> {
  const dirty = await repository.dirty(paths);
  if (dirty.length === 0) return;
  const some = dirty.slice(0, 5).join(", ");
  throw new UserError(`what it would commit has changes of yours: ${some}${dirty.length > 5 ? ", …" : ""}`, {
    code: "E_GIT_DIRTY",
    where: server,
    hint: "Commit or stash them first, or leave --commit out.",
  });
}

async function filesOf(
  project: Project,
  { server, locked }: AskedServer,
  next: NextLock,
  places: GeneratePlaces,
): Promise<{ files: ProjectFile[]; ungenerated: boolean }> {
  const { root, file } = project;
  const text = await readFile(file, "utf8");
  const current = loadServersText(file, text);
  const lockPath = locksPath(root);
  const isSame =
    isDeepStrictEqual(current.servers.get(server.name), server) &&
    isDeepStrictEqual(current.settings, project.settings) &&
    isDeepStrictEqual((await readLocks(lockPath)).get(server.name), locked);
  if (!isSame) {
    throw new UserError("servers.yaml or its lock was changed while this ran", {
      code: "E_CHANGED",
      where: server.name,
      hint: "Nothing of it was written; run it again.",
    });
  }
  const edited = next.source === null ? text : setServerField(text, server.name, ["source"], next.source);
  const renewed = loadServersText(file, edited);
  const spec = renewed.servers.get(server.name) ?? server;
  const ungenerated = !(await isFile(join(root, packagePath(project, server.name), "package.nix")));
  const changes = ungenerated ? [] : await packageChanges(renewed, spec, next.locked, places);
  const files: ProjectFile[] = [
    ...changes.map(({ path, after }) => ({ path: posix.normalize(path), contents: after })),
    {
      path: relative(root, lockPath),
      contents: await textWithLock(lockPath, server.name, next.locked, next.offer),
    },
    ...(edited === text ? [] : [{ path: relative(root, file), contents: edited }]),
  ];
  return { files: files.sort((one, other) => (one.path < other.path ? -1 : 1)), ungenerated };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
