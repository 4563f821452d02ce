import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContentCache } from "../../cache/content-cache.ts";
import { type DownloadEvent, type DownloadRequest, download } from "../../cache/download.ts";
import { UserError } from "../../errors.ts";
import { onlyEntry } from "../../prefetch/archive/archive-tree.ts";
import { withArchive } from "../../prefetch/archive/open-archive.ts";
import { writeTree } from "../../prefetch/archive/write-tree.ts";
import { sri } from "../../prefetch/hash.ts";
import { narHash } from "../../prefetch/nar.ts";
import type { TreeDirectory } from "../../prefetch/tree.ts";
import type { GithubConfig } from "../../registry/github-config.ts";
import { inScratchFolder } from "../npm/scratch-folder.ts";
import { archiveFacts } from "./archive-facts.ts";
import { type PickedCommit, pickCommit } from "./pick.ts";
import { fetchRefs } from "./refs.ts";
import type { RepositorySource } from "./repository.ts";
import type { GithubSource } from "./spec.ts";
import { versionOfTag } from "./version.ts";

/** A repository of more than that is not a server's. */
const MOST_BYTES = 1024 ** 3;
const MOST_UNPACKED = 4 * 1024 ** 3;

export interface RepositoryJob {
  readonly config: GithubConfig;
  readonly cache: ContentCache;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?:
    | ((step: { text: string; done?: number; total?: number; unit?: "bytes" }) => void)
    | undefined;
}

/** A commit that was locked before, and is to be taken again. */
export interface KnownCommit {
  readonly owner: string;
  readonly repo: string;
  readonly tag: string | null;
  readonly rev: string;
  readonly hash: string;
}

/**
 * Downloads the commit that a source means, hashes its tree as `fetchFromGitHub` does, and gives `use` the unpacked folder,
 * which is gone afterwards.
 *
 * @param known what was locked: that commit is taken, and has to be what it was
 * @throws UserError `E_NOT_FOUND`, `E_NO_VERSION`, `E_RATE_LIMIT`, `E_INTEGRITY`, `E_ARCHIVE`, `E_SUBMODULE`; those of `download`
 */
export async function withRepository<Result>(
  source: GithubSource,
  known: KnownCommit | undefined,
  job: RepositoryJob,
  use: (repository: RepositorySource, notes: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const { config, onStep } = job;
  const { owner, repo, picked, notes } = await commitOf(source, known, job);
  onStep?.({ text: `downloading ${picked.tag ?? picked.rev.slice(0, 7)}` });
  const { path: archive, isPrivate } = await fetchArchive({ owner, repo }, picked, job);
  const facts = await archiveFacts(archive);
  const rev = facts.commit ?? picked.rev;
  if (!rev.startsWith(picked.rev)) {
    throw new UserError(`the archive of ${picked.tag ?? picked.rev} is of another commit, ${rev}`, {
      code: "E_INTEGRITY",
      where: source.spec,
      hint: "It was moved just now, or something between here and GitHub answers with an old copy; try again.",
    });
  }
  return inScratchFolder(source.spec, async (folder) => {
    onStep?.({ text: "hashing the repository" });
    const hash = await unpack(archive, folder, source.spec);
    if (known !== undefined && known.hash !== hash) throw replaced(source, known, hash);
    const repository: RepositorySource = {
      owner,
      repo,
      tag: picked.tag,
      rev,
      version: versionOf(picked.tag, facts.time),
      hash,
      folder,
      subfolder: source.subfolder,
      homepage: `https://${config.githubBase ?? "github.com"}/${owner}/${repo}`,
      githubBase: config.githubBase,
      private: isPrivate,
      description: null,
    };
    return use(repository, [...notes, ...(await submoduleNotes(repository, source))]);
  });
}

async function commitOf(
  source: GithubSource,
  known: KnownCommit | undefined,
  { config, signal, onStep }: RepositoryJob,
): Promise<{ owner: string; repo: string; picked: PickedCommit; notes: readonly string[] }> {
  if (known !== undefined) {
    const { owner, repo, tag, rev } = known;
    return { owner, repo, picked: { tag, rev, notes: [] }, notes: [] };
  }
  onStep?.({ text: "asking for its releases" });
  const refs = await fetchRefs(source, config, signal);
  const picked = await pickCommit(source, refs, config, signal);
  const moved = `${refs.owner}/${refs.repo}`.toLowerCase() !== `${source.owner}/${source.repo}`.toLowerCase();
  const notes = moved ? [`the repository is called ${refs.owner}/${refs.repo} now`] : [];
  return { owner: refs.owner, repo: refs.repo, picked, notes: [...notes, ...picked.notes] };
}

/**
 * The archive that `fetchFromGitHub` downloads too: of the tag where there is one, since it may stand in files' texts. A
 * private repository has it at the API alone.
 */
async function fetchArchive(
  { owner, repo }: { owner: string; repo: string },
  { tag, rev }: PickedCommit,
  { config, cache, signal, onStep }: RepositoryJob,
): Promise<{ path: string; isPrivate: boolean }> {
  const name = tag === null ? rev : `refs/tags/${encodeURI(tag)}`;
  const common = {
    connection: config.connection,
    cache,
    signal,
    maxBytes: MOST_BYTES,
    onEvent: (event: DownloadEvent) => {
      if (event.type !== "progress") return;
      const total = event.size === undefined ? {} : { total: event.size };
      onStep?.({ text: "downloading", done: event.received, ...total, unit: "bytes" });
    },
  } satisfies Partial<DownloadRequest>;
  try {
    const url = `${config.web}${owner}/${repo}/archive/${name}.tar.gz`;
    return { path: (await download({ ...common, url })).path, isPrivate: false };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "E_NOT_FOUND" || config.tokenFrom === null)
      throw error;
    const url = `${config.api}repos/${owner}/${repo}/tarball/${name}`;
    const { path } = await download({ ...common, url, headers: config.headersFor });
    return { path, isPrivate: true };
  }
}

async function unpack(archive: string, folder: string, where: string): Promise<string> {
  try {
    return await withArchive(
      archive,
      async (tree) => {
        const root = rootOf(tree);
        const hash = sri(await narHash(root));
        await writeTree(root, folder);
        return hash;
      },
      MOST_UNPACKED,
    );
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "E_ARCHIVE") throw error;
    throw new UserError(error.message, { code: error.code, where, hint: error.hint, cause: error });
  }
}

function rootOf(tree: TreeDirectory): TreeDirectory {
  const only = onlyEntry(tree);
  if (only?.type === "directory") return only;
  throw new UserError("the repository's archive is not one folder, as GitHub makes it", {
    code: "E_ARCHIVE",
    hint: "Does something between here and GitHub answer in its place?",
  });
}

/** nixpkgs writes the version of what has no tag by the commit's day. */
function versionOf(tag: string | null, time: number): string {
  if (tag !== null) return versionOfTag(tag)?.version ?? tag.replace(/[^A-Za-z0-9.+_-]+/g, "-");
  return `0-unstable-${new Date(time * 1000).toISOString().slice(0, 10)}`;
}

/** Archives have no submodules, and so neither has `fetchFromGitHub` without `fetchSubmodules`. */
async function submoduleNotes(
  { folder }: RepositorySource,
  { subfolder, spec }: GithubSource,
): Promise<string[]> {
  const text = await readFile(join(folder, ".gitmodules"), "utf8").catch(() => "");
  const paths = [...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map(([, path]) => path ?? "");
  const around = paths.find((path) => `${subfolder}/`.startsWith(`${path}/`));
  if (around !== undefined) {
    throw new UserError(`${around} is a git submodule, which is not in the repository's archive`, {
      code: "E_SUBMODULE",
      where: spec,
      hint: "Add the repository that the submodule is of, as github:OWNER/REPO.",
    });
  }
  return paths.length === 0
    ? []
    : [`its git submodules (${paths.join(", ")}) are not in the archive; a build that needs them fails`];
}

function replaced(source: GithubSource, known: KnownCommit, hash: string): UserError {
  return new UserError(
    `GitHub now has another tree as ${known.tag ?? known.rev} of ${known.owner}/${known.repo} than was locked: ${hash}, not ${known.hash}`,
    {
      code: "E_INTEGRITY",
      where: source.spec,
      hint: "Find out why before you go on; `mcp-nixgen prefetch --refresh` takes what is there now.",
    },
  );
}
