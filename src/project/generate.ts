import { readFile } from "node:fs/promises";
import { basename, join, posix, relative } from "node:path";
import pLimit from "p-limit";
import { removeFile, writeFilesAtomically } from "../config/atomic-write.ts";
import { filesOfPackage, packageFolder, packagesFolder } from "../config/generated-package.ts";
import type { Project } from "../config/load.ts";
import type { Locks } from "../config/lock.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { type GeneratedFile, generatedFiles } from "../emit/generated-files.ts";
import { formerHomes, homeChange, homePath } from "./home-file.ts";
import type { PackagePlaces } from "./recipe.ts";
import { recipeOf } from "./recipes.ts";
import { staleReason } from "./stale.ts";

/** One file that is not as it should be. Paths are relative to the project root, with `/`. */
export interface Change {
  readonly path: string;
  /** null: there is none. */
  readonly before: string | null;
  /** null: it is to go. */
  readonly after: string | null;
}

export interface GeneratePlan {
  /** In the order of their paths. */
  readonly changes: readonly Change[];
  /** Files that are as they should be. */
  readonly unchanged: number;
  /** Locks of servers that are still in servers.yaml. */
  readonly locks: Locks;
  /** Servers whose lock does not answer servers.yaml, and why; they are planned by their old lock, if any. */
  readonly stale: ReadonlyMap<string, string>;
}

export interface GeneratePlaces extends Omit<PackagePlaces, "folder"> {
  /** The files of the overlay's helpers, for style overlay. */
  readonly helpers: () => Promise<readonly GeneratedFile[]>;
}

/**
 * Compares what the locks say should be there with what is there. Reads only.
 *
 * Throws UserError `E_EXISTS` where a file that is not ours stands in home.nix's place.
 */
export async function planGenerate(
  project: Project,
  allLocks: Locks,
  places: GeneratePlaces,
): Promise<GeneratePlan> {
  const stale = new Map<string, string>();
  const locks = new Map<string, LockedServer>();
  const packages = new Map<string, readonly GeneratedFile[]>();
  const limit = pLimit(16);
  const { style } = project.settings;
  await Promise.all(
    [...project.servers.values()].map((server) =>
      limit(async () => {
        const locked = allLocks.get(server.name);
        const reason = staleReason(server, locked, style);
        if (reason !== null) stale.set(server.name, reason);
        if (locked === undefined) return;
        const recipe = recipeOf(locked);
        const own = { ...places, folder: packageFolder(project, server.name) };
        const files = await recipe.files(server.name, locked, own, style);
        if (files === null) {
          if (reason === null)
            stale.set(
              server.name,
              (await recipe.missing(locked, own)) ?? "it cannot be written from its lock",
            );
          return;
        }
        locks.set(server.name, locked);
        packages.set(server.name, files);
      }),
    ),
  );
  const overlayNames = [...locks.keys(), ...(await keptPackages(project, locks))].sort();
  const wanted = generatedFiles({
    settings: project.settings,
    packages,
    names: overlayNames,
    helpers: style === "overlay" ? await places.helpers() : [],
  });
  const changes: Change[] = [];
  await Promise.all(
    wanted.map(({ path, contents: after }) =>
      limit(async () => {
        const before = await readFile(join(project.root, path), "utf8").catch(() => null);
        if (before !== after) changes.push({ path, before, after });
      }),
    ),
  );
  const home = await homeChange(project, overlayNames);
  const unchanged = wanted.length - changes.length + (home === "unchanged" ? 1 : 0);
  if (typeof home === "object") changes.push(home);
  changes.push(...(await formerHomes(project)), ...(await orphans(project, allLocks)));
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { changes, unchanged, locks, stale };
}

/** Servers that cannot be written anew now, but whose package of an earlier run is there: the overlay keeps them. */
async function keptPackages(project: Project, planned: ReadonlyMap<string, unknown>): Promise<string[]> {
  const others = [...project.servers.keys()].filter((name) => !planned.has(name));
  const found = await Promise.all(
    others.map(async (name) => {
      const { ours } = await filesOfPackage(packageFolder(project, name));
      return ours.some((file) => basename(file) === "package.nix") ? [name] : [];
    }),
  );
  return found.flat();
}

function overlayPath({ settings }: Project): string {
  return posix.join(settings.output, "default.nix");
}

/** Files of servers that are locked but no longer in servers.yaml. What we did not write stays. */
async function orphans(project: Project, locks: Locks): Promise<Change[]> {
  const gone = [...locks.keys()].filter((name) => !project.servers.has(name));
  const found = await Promise.all(gone.map((name) => filesOfPackage(packageFolder(project, name))));
  return Promise.all(
    found
      .flatMap(({ ours }) => ours)
      .map(async (file) => ({
        path: relative(project.root, file),
        before: await readFile(file, "utf8"),
        after: null,
      })),
  );
}

/**
 * Carries a plan out. Every file is replaced as a whole, the overlay after the packages, so that what it names is there
 * already: a kill in between leaves a set of files that works, and the next run completes it.
 */
export async function applyGenerate(
  project: Project,
  plan: GeneratePlan,
  signal?: AbortSignal,
): Promise<void> {
  const overlay = overlayPath(project);
  const removed = plan.changes.filter((change) => change.after === null);
  const written = plan.changes.filter((change) => change.after !== null);
  const isHome = ({ path }: Change) => path === homePath(project);
  const packages = written.filter((change) => change.path !== overlay && !isHome(change));
  const overlays = written.filter((change) => change.path === overlay);
  const homes = written.filter(isHome);
  // home.nix names what the overlay has: it follows one that grows, and goes ahead of one that shrinks.
  const shrinks = removed.some(({ path }) =>
    path.startsWith(`${posix.join(project.settings.output, "packages")}/`),
  );
  const order = shrinks ? [packages, homes, overlays] : [packages, overlays, homes];
  for (const some of order) {
    const files = some.map(({ path, after }) => ({ path: join(project.root, path), contents: after! }));
    await writeFilesAtomically(files, signal);
    signal?.throwIfAborted();
  }
  for (const { path } of removed) await removeFile(join(project.root, path), packagesFolder(project));
}
