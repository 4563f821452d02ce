import { posix } from "node:path";
import type { LockedNpmSourceServer } from "../../config/lock-npm-source-schema.ts";
import type { ServerSpec } from "../../config/servers-schema.ts";
import { UserError } from "../../errors.ts";
import { readRepositoryFile } from "../github/read-file.ts";
import type { RepositorySource } from "../github/repository.ts";
import { buildNeeds } from "../npm/build-needs.ts";
import { completeLockfile } from "../npm/complete-lockfile.ts";
import type { LockPackage } from "../npm/install-scripts.ts";
import { licenseOfText, statedLicense } from "../npm/license.ts";
import { resolveLockfile } from "../npm/lockfile.ts";
import { mainProgram } from "../npm/main-program.ts";
import type { NpmRegistry } from "../npm/npm-registry.ts";
import { firstParagraph } from "../readme.ts";
import { buildScript } from "./build-script.ts";
import { type ChosenPackage, choosePackage } from "./choose-package.ts";
import { type RepositoryLock, repositoryLock } from "./repository-lock.ts";
import { sourceBins } from "./source-bins.ts";
import { inBuildOrder } from "./workspaces.ts";

/** A repository of JavaScript with everything about it known but the hash of its dependencies. */
export interface ResolvedNpmSource
  extends Pick<
    LockedNpmSourceServer,
    | "package"
    | "root"
    | "folder"
    | "strategy"
    | "builds"
    | "install"
    | "ignoreFiles"
    | "bins"
    | "mainProgram"
    | "npmFlags"
    | "meta"
  > {
  readonly lockfile: {
    readonly origin: LockedNpmSourceServer["lockfile"]["origin"];
    /** The name it has in the repository, or would have. */
    readonly file: string;
    readonly text: string;
  };
  /** For npm: the lowest fetcher version whose cache `npm ci --offline` is content with. */
  readonly fetcherVersion: 1 | 2;
  readonly notes: readonly string[];
}

/**
 * Finds out how a repository's server in JavaScript is built: package, workspace, lockfile, scripts, commands. Runs no code of it.
 *
 * @param where for messages: the server's spec
 * @throws UserError, see `choosePackage`, `sourceBins`, `mainProgram`, `buildScript`, `resolveLockfile`; `E_NO_LOCKFILE`
 * for a workspace that has none
 */
export async function resolveNpmSource(
  repository: RepositorySource,
  server: ServerSpec,
  registry: NpmRegistry,
  signal?: AbortSignal,
): Promise<ResolvedNpmSource> {
  const where = server.source;
  const chosen = await choosePackage(repository, where);
  const { server: own, root } = chosen;
  const { bins, derived, notes: binNotes } = sourceBins(own, where);
  const { name } = own.packageJson;
  const found = await repositoryLock(repository, root);
  const lockfile = await lockfileOf(found, chosen, where, registry, signal);
  const strategy = found?.manager ?? "npm";
  const builds = await buildsOf(repository, chosen, bins, server, where);
  return {
    package: name,
    root: root.folder,
    folder: posix.relative(root.folder, own.folder),
    strategy,
    lockfile: lockfile.lockfile,
    fetcherVersion: lockfile.fetcherVersion,
    npmFlags: [...lockfile.npmFlags],
    builds,
    install: strategy === "pnpm" || chosen.members.length > 0 || derived ? "tree" : "package",
    ignoreFiles: await hidesWhatIsBuilt(repository, chosen),
    bins,
    mainProgram: mainProgram({ packageName: name, bins, asked: server.bin, where }),
    meta: await metaOf(repository, chosen),
    notes: [...binNotes, ...lockfile.notes],
  };
}

interface FoundLockfile {
  readonly lockfile: ResolvedNpmSource["lockfile"];
  readonly fetcherVersion: 1 | 2;
  readonly npmFlags: readonly string[];
  readonly notes: readonly string[];
}

async function lockfileOf(
  found: RepositoryLock | null,
  { root, members }: ChosenPackage,
  where: string,
  registry: NpmRegistry,
  signal: AbortSignal | undefined,
): Promise<FoundLockfile> {
  if (found !== null && found.manager !== "npm") {
    const { file, text } = found;
    return { lockfile: { origin: "repository", file, text }, fetcherVersion: 1, npmFlags: [], notes: [] };
  }
  if (found === null && members.length > 0) {
    throw new UserError("the repository is a workspace without a lockfile that nixpkgs could build by", {
      code: "E_NO_LOCKFILE",
      where,
      hint: "Known are package-lock.json, pnpm-lock.yaml and yarn.lock of yarn 1; use the server as it is published, as in npm:NAME.",
    });
  }
  const manifest = root.packageJson as Readonly<Record<string, unknown>>;
  if (found === null) {
    const options = { config: registry.config, where, packumentCache: registry.packumentCache, signal };
    const made = await resolveLockfile(manifest, null, options);
    const text = await completeLockfile(made.text, where, registry, signal);
    const needs = await buildNeeds({ ...made, text }, packagesOf(text), registry, where);
    const notes = [
      "it has no lockfile: its dependencies are the newest of today",
      ...made.notes,
      ...needs.notes,
    ];
    return { ...needs, notes, lockfile: { origin: "generated", file: "package-lock.json", text } };
  }
  const text = await completeLockfile(found.text, where, registry, signal);
  const origin = text === found.text ? "repository" : "completed";
  const lockfile = { origin, file: found.file, text } as const;
  // npm looks workspaces' own dependencies up again, and only packuments in the cache can answer it.
  if (members.length > 0) return { lockfile, fetcherVersion: 2, npmFlags: [], notes: [] };
  const needs = await buildNeeds(
    { text, manifest, forced: false, notes: [] },
    packagesOf(text),
    registry,
    where,
  );
  // What it says of fetcher version 2 goes by packuments that nobody has asked for here.
  return { ...needs, notes: [], lockfile };
}

/** Place → entry, those of the repository left out. */
function packagesOf(text: string): Map<string, LockPackage> {
  const { packages } = JSON.parse(text) as { packages?: Record<string, LockPackage> };
  return new Map(Object.entries(packages ?? {}).filter(([place]) => place.includes("node_modules/")));
}

async function buildsOf(
  repository: RepositorySource,
  { server: own, root, members }: ChosenPackage,
  bins: Readonly<Record<string, string>>,
  { buildScript: asked }: ServerSpec,
  where: string,
): Promise<ResolvedNpmSource["builds"]> {
  const builds: ResolvedNpmSource["builds"] = [];
  for (const one of inBuildOrder(own, members)) {
    const script =
      one === own
        ? await buildScript(repository, one, bins, asked, where)
        : await buildScript(repository, one, {}, undefined, where);
    if (script === null) continue;
    builds.push({ folder: posix.relative(root.folder, one.folder), package: one.packageJson.name, script });
  }
  return builds;
}

/** npm packs by `files`, else by .npmignore, else by .gitignore, which mostly names the build's output. */
async function hidesWhatIsBuilt(
  repository: RepositorySource,
  { server: own }: ChosenPackage,
): Promise<boolean> {
  if (Array.isArray(own.packageJson.files)) return false;
  const at = (name: string) => readRepositoryFile(repository, posix.join(own.folder, name));
  return (await at(".npmignore")) === null && (await at(".gitignore")) !== null;
}

async function metaOf(
  repository: RepositorySource,
  { server: own, root }: ChosenPackage,
): Promise<ResolvedNpmSource["meta"]> {
  const { description = "", homepage, license, licenses, engines } = own.packageJson;
  const { tag, homepage: page } = repository;
  const stated = statedLicense(license ?? licenses ?? root.packageJson.license);
  const byFile =
    stated === null || /^see licen[cs]e/i.test(stated) ? await licenseInFile(repository, own.folder) : null;
  const plain = homepage !== undefined && /^https?:\/\/[^\s"]+$/.test(homepage.trim());
  return {
    description:
      description.replace(/\s+/g, " ").trim() ||
      firstParagraph((await readRepositoryFile(repository, posix.join(own.folder, "README.md"))) ?? ""),
    homepage: plain ? homepage.trim() : page,
    changelog: tag === null ? null : `${page}/releases/tag/${tag}`,
    license: byFile ?? stated,
    node: engines?.node ?? null,
  };
}

async function licenseInFile(repository: RepositorySource, folder: string): Promise<string | null> {
  for (const place of new Set([folder, ""])) {
    for (const name of ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING"]) {
      const text = await readRepositoryFile(repository, posix.join(place, name));
      const found = text === null ? null : licenseOfText(text);
      if (found !== null) return found;
    }
  }
  return null;
}
