import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { removeFile, writeFileAtomically, writeIfChanged } from "../config/atomic-write.ts";
import { removeServer } from "../config/edit.ts";
import { filesOfPackage, packageFolder, packagesFolder } from "../config/generated-package.ts";
import type { Project } from "../config/load.ts";
import {
  type Locks,
  locksPath,
  locksText,
  type Offers,
  readLocks,
  readOffers,
  writeLocks,
} from "../config/lock.ts";
import { findServer } from "../config/names.ts";
import { withProjectLock } from "../config/project-lock.ts";
import { oneOrMany, UserError } from "../errors.ts";
import { fileDiff } from "../ui/diff.ts";
import { type Context, defineCommand } from "./command.ts";

/** Everything that one run takes away. */
interface Removal {
  readonly project: Project;
  readonly names: readonly string[];
  /** servers.yaml afterwards. */
  readonly text: string;
  readonly locks: Locks;
  readonly locksAfter: Locks;
  /** What servers offered when they were verified: it goes with their locks. */
  readonly offers: Offers;
  /** The overlay without them; null where there is none yet. */
  readonly overlay: RewrittenFile | null;
  /** The Home-Manager module without them; null where there is none of ours. */
  readonly home: RewrittenFile | null;
  /** Generated files, absolute. */
  readonly files: readonly string[];
  /** Files beside them that we did not write: they stay. */
  readonly others: readonly string[];
}

interface RewrittenFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export const command = defineCommand({
  description:
    "Takes servers out of servers.yaml and servers.lock.json and deletes the files generated for them. Comments and everything else in servers.yaml stay, and so do files of yours in a package's folder.",
  positionals: [
    {
      name: "name",
      description: "A server's name, its package's name or its source.",
      required: true,
      variadic: true,
      complete: "server",
    },
  ],
  options: {
    "dry-run": { type: "boolean", short: "n", description: "Show what would change and write nothing." },
  },
  examples: [
    ["remove firecrawl-mcp", "by its name"],
    ["remove npm:@playwright/mcp --dry-run", "by its source; only shows the change"],
  ],
  async run(context, { options, positionals }) {
    const dryRun = options["dry-run"];
    const { root } = await context.project();
    const removal = dryRun
      ? await plan(context, positionals.name)
      : await withProjectLock(
          root,
          async () => {
            const planned = await plan(context, positionals.name);
            await carryOut(planned);
            return planned;
          },
          { signal: context.signal, onWait: ({ pid }) => context.ui.info(`waiting for process ${pid}`) },
        );
    const files = removal.files.map((file) => relative(root, file));
    for (const file of removal.others) context.ui.warn(`${relative(root, file)} is not generated and stays`);
    return {
      json: { dryRun, removed: removal.names, files },
      text: dryRun ? preview(context, removal, files) : summary(context, removal, files),
    };
  },
});

/** Nothing is removed when one of the names is wrong. */
async function plan(context: Context, queries: readonly string[]): Promise<Removal> {
  const project = await context.project();
  const names = [...new Set(namesOf(project, queries))];
  const locks = await readLocks(locksPath(project.root), context.cwd);
  const offers = await readOffers(locksPath(project.root), context.cwd);
  const found = await Promise.all(names.map((name) => filesOfPackage(packageFolder(project, name))));
  const locksAfter = new Map([...locks].filter(([name]) => !names.includes(name)));
  const text = names.reduce(removeServer, project.text);
  const packaged = await packagedOf(project, [...locksAfter.keys()]);
  return {
    project,
    names,
    text,
    locks,
    locksAfter,
    offers,
    overlay: await overlayWith(project, packaged),
    home: await homeWith(project, text, packaged),
    files: found.flatMap(({ ours }) => ours),
    others: found.flatMap(({ ours, others }) => (ours.length > 0 ? others : [])),
  };
}

/** Of the servers those that have a generated package. */
async function packagedOf(project: Project, servers: readonly string[]): Promise<string[]> {
  const present = await Promise.all(
    servers.map(async (name) => {
      const { ours } = await filesOfPackage(packageFolder(project, name));
      return ours.some((file) => basename(file) === "package.nix") ? [name] : [];
    }),
  );
  return present.flat();
}

/** The overlay names each package's file, so it must change together with them. */
async function overlayWith(project: Project, packaged: readonly string[]): Promise<RewrittenFile | null> {
  const path = join(project.root, project.settings.output, "default.nix");
  const before = await readFile(path, "utf8").catch(() => null);
  if (before === null) return null;
  const { overlayNix } = await import("../emit/overlay-nix.ts");
  return { path, before, after: overlayNix(packaged, project.settings.style) };
}

/** And home.nix names each package of the overlay. */
async function homeWith(
  project: Project,
  text: string,
  packaged: readonly string[],
): Promise<RewrittenFile | null> {
  const [{ homePath }, { homeNix, isGenerated }, { loadServersText }] = await Promise.all([
    import("../project/home-file.ts"),
    import("../emit/home-nix.ts"),
    import("../config/load.ts"),
  ]);
  if (project.settings.home === false) return null;
  const path = join(project.root, homePath(project));
  const before = await readFile(path, "utf8").catch(() => null);
  if (before === null || !isGenerated(before)) return null;
  const { servers, shared, settings } = loadServersText(project.file, text);
  const kept = [...servers.values()].filter(({ name }) => packaged.includes(name));
  return { path, before, after: homeNix({ servers: kept, shared, settings }) };
}

function namesOf(project: Project, queries: readonly string[]): string[] {
  const errors: UserError[] = [];
  const names: string[] = [];
  for (const query of queries) {
    try {
      names.push(findServer(project.servers, query).name);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw oneOrMany(errors);
  return names;
}

/**
 * What names the packages first, so that nothing names a file that is gone; servers.yaml last: until then a rerun
 * finds the server and removes the rest.
 */
async function carryOut(removal: Removal): Promise<void> {
  const { project, locks, locksAfter, overlay, home } = removal;
  if (home !== null) await writeIfChanged(home.path, home.after);
  if (overlay !== null) await writeIfChanged(overlay.path, overlay.after);
  for (const file of removal.files) await removeFile(file, packagesFolder(project));
  if (locksAfter.size < locks.size) await writeLocks(locksPath(project.root), locksAfter);
  await writeFileAtomically(project.file, removal.text);
}

function preview(context: Context, removal: Removal, files: readonly string[]): string {
  const { project, locks, locksAfter, offers, overlay, home } = removal;
  const { colors } = context.ui;
  const lockBefore = locks.size === 0 ? null : locksText(locks, { offers });
  const lockAfter = lockBefore === null ? null : locksText(locksAfter, { offers });
  return [
    fileDiff(relative(project.root, project.file), project.text, removal.text, colors),
    fileDiff("servers.lock.json", lockBefore, lockAfter, colors),
    ...[overlay, home].map(
      (file) => file && fileDiff(relative(project.root, file.path), file.before, file.after, colors),
    ),
    ...files.map((file) => `${colors.red("delete")} ${file}`),
  ]
    .filter((part) => part !== "" && part !== null)
    .join("\n");
}

function summary(context: Context, removal: Removal, files: readonly string[]): string {
  const { colors } = context.ui;
  const lines = removal.names.map((name) => `${colors.red("removed")} ${name}`);
  return [...lines, ...files.map((file) => `  ${file}`)].join("\n");
}
