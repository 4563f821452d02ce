import { UserError } from "../../errors.ts";
import type { GithubConfig } from "../../registry/github-config.ts";
import { latestRelease } from "./latest-release.ts";
import type { Refs } from "./refs.ts";
import type { GithubSource } from "./spec.ts";
import { isOf, newestTag, versionOfTag } from "./version.ts";

/** One commit of a repository, and how it is called. */
export interface PickedCommit {
  /** As `fetchFromGitHub` is told; null: by `rev`. */
  readonly tag: string | null;
  /** The whole commit, or the beginning of it that the user wrote. */
  readonly rev: string;
  readonly notes: readonly string[];
}

/**
 * Which commit a source means: the tag, branch or commit it names; without one the latest release, else the highest version
 * among the tags, else the newest commit.
 *
 * @throws UserError `E_NO_VERSION` with the tags that are there
 */
export async function pickCommit(
  source: GithubSource,
  refs: Refs,
  config: GithubConfig,
  signal?: AbortSignal,
): Promise<PickedCommit> {
  return source.ref === null ? newest(source, refs, config, signal) : named(source, source.ref, refs);
}

function named(source: GithubSource, ref: string, refs: Refs): PickedCommit {
  for (const tag of [ref, `v${ref}`]) {
    const rev = refs.tags.get(tag);
    if (rev !== undefined) return { tag, rev, notes: [] };
  }
  const branch = refs.branches.get(ref);
  if (branch !== undefined) return { tag: null, rev: branch, notes: [] };
  if (/^[0-9a-f]{7,64}$/.test(ref)) return { tag: null, rev: ref, notes: [] };
  const versions = [...refs.tags.keys()].filter((tag) => versionOfTag(tag)?.version === ref);
  const [only] = versions;
  const rev = versions.length === 1 && only !== undefined ? refs.tags.get(only) : undefined;
  if (only !== undefined && rev !== undefined) return { tag: only, rev, notes: [] };
  throw noVersion(
    `${source.owner}/${source.repo} has no tag, branch or commit ${ref}`,
    source,
    refs,
    versions,
  );
}

async function newest(
  source: GithubSource,
  refs: Refs,
  config: GithubConfig,
  signal: AbortSignal | undefined,
): Promise<PickedCommit> {
  const release = await latestRelease(refs.owner, refs.repo, config, signal);
  const tag = fitting(release, source.subfolder, refs) ?? newestTag(refs.tags.keys(), source.subfolder)?.tag;
  const rev = tag === undefined ? undefined : refs.tags.get(tag);
  if (tag !== undefined && rev !== undefined) {
    const notes = release === null ? [`it has no release; ${tag} is its highest version's tag`] : [];
    return { tag, rev, notes };
  }
  if (refs.head === null) throw noVersion("the repository is empty", source, refs, []);
  const notes = [
    `it has neither a release nor a tag with a version: its newest commit, ${refs.head.slice(0, 7)}, is taken`,
  ];
  return { tag: null, rev: refs.head, notes };
}

/** A release of another package of the repository says nothing about a folder's. */
function fitting(release: string | null, folder: string, refs: Refs): string | undefined {
  if (release === null || !refs.tags.has(release)) return undefined;
  const prefix = versionOfTag(release)?.prefix ?? "";
  const ofPackage = /[A-Za-z0-9]{2,}[-_/@]?v?$/.test(prefix) && !/^release[-/_]?v?$/i.test(prefix);
  return folder !== "" && ofPackage && !isOf(prefix, folder) ? undefined : release;
}

function noVersion(message: string, source: GithubSource, refs: Refs, among: readonly string[]): UserError {
  const some = (among.length > 0 ? [...among] : [...refs.tags.keys()].toReversed()).slice(0, 8);
  return new UserError(message, {
    code: "E_NO_VERSION",
    where: source.spec,
    hint:
      some.length === 0
        ? "It has no tags; without @ its newest commit is taken."
        : `${among.length > 1 ? "Several tags have that version" : "Among its tags"}: ${some.join(", ")}.`,
  });
}
