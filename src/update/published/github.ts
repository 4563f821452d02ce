import type { GithubSrc } from "../../config/lock-github-schema.ts";
import type { LockedServer } from "../../config/lock-schema.ts";
import { UserError } from "../../errors.ts";
import { latestRelease } from "../../sources/github/latest-release.ts";
import { fetchRefs, type Refs } from "../../sources/github/refs.ts";
import { releaseDates } from "../../sources/github/release-dates.ts";
import type { GithubSource } from "../../sources/github/spec.ts";
import { isOf, newestTag, versionOfTag } from "../../sources/github/version.ts";
import { isoOf } from "../age.ts";
import { tagOrder, type VersionOrder } from "../order.ts";
import type { Candidate } from "../policy.ts";
import { type AskPublished, nothingKnown, type Published } from "../published.ts";
import { withVersion } from "../rewrite-source.ts";

/** Tags of a repository, or the newest commit where it has none or a branch is asked for. */
export const publishedOnGithub: AskPublished<"github"> = async (source, { locked, fetchers, signal }) => {
  const config = await fetchers.github();
  const src = srcOf(locked, source);
  const refs = await fetchRefs(source, config, signal);
  const branch = source.ref === null ? undefined : refs.branches.get(source.ref);
  const newest = newestTag(refs.tags.keys(), source.subfolder);
  const named = source.ref === null ? null : (src.tag ?? source.ref);
  if (named !== null && !refs.tags.has(named)) return commits(source, src, branch ?? null);
  if (source.ref === null && newest === null && src.tag === null) return commits(source, src, refs.head);
  const family = familyOf(src.tag ?? newest?.tag ?? "", source.subfolder);
  const [release, dates] = await Promise.all([
    latestRelease(refs.owner, refs.repo, config, signal),
    releaseDates(refs.owner, refs.repo, config, signal),
  ]);
  return {
    current: src.tag ?? src.rev,
    versions: tagsOf(refs, family, source.subfolder).map(
      (tag): Candidate => ({
        version: tag,
        published: dates.get(tag) ?? null,
        prerelease: tagOrder.isPrerelease(tag),
        withdrawn: null,
        deprecated: null,
        unfit: null,
      }),
    ),
    order: tagOrder,
    allows: () => true,
    range: source.ref ?? "the latest release",
    ceiling:
      release !== null && refs.tags.has(release) && familyOf(release, source.subfolder) === family
        ? release
        : null,
    shown: (tag) => versionOfTag(tag)?.version ?? tag.slice(0, 12),
    pinned: (tag) => ({ ...source, ref: tag }),
    rewritten: (tag) => (source.ref === null ? null : withVersion(source, asWritten(tag, source.ref, src))),
    detail: async (tag) => ({ ...nothingKnown, published: isoOf(dates.get(tag)) }),
  };
};

/** A branch, or a commit that is written down and so stays (`newest` null). */
function commits(source: GithubSource, src: GithubSrc, newest: string | null): Published {
  const order: VersionOrder = {
    compare: (one, other) => Number(other === src.rev) - Number(one === src.rev),
    numbers: () => [0, 0, 0, 0],
    isPrerelease: () => false,
  };
  const candidate = (version: string): Candidate => ({
    version,
    published: null,
    prerelease: false,
    withdrawn: null,
    deprecated: null,
    unfit: null,
  });
  return {
    current: src.rev,
    versions: newest === null ? [] : [candidate(newest)],
    order,
    allows: () => true,
    range: source.ref ?? "the newest commit",
    ceiling: null,
    shown: (rev) => rev.slice(0, 12),
    pinned: (rev) => ({ ...source, ref: rev }),
    rewritten: () => null,
    detail: async () => nothingKnown,
  };
}

function srcOf(locked: LockedServer, source: GithubSource): GithubSrc {
  if ("src" in locked && "type" in locked.src && locked.src.type === "github") return locked.src;
  throw new UserError("its lock is not of a repository", {
    code: "E_STALE",
    where: source.spec,
    hint: "Run mcp-nixgen prefetch.",
  });
}

/** In a repository of several packages each has tags of its own: what is a newer version of one tag starts like it. */
function familyOf(tag: string, folder: string): string {
  const prefix = versionOfTag(tag)?.prefix ?? "";
  if (/^(?:v|release[-/_]?v?|)$/i.test(prefix)) return "";
  return folder !== "" && isOf(prefix, folder) ? folder : prefix;
}

function tagsOf(refs: Refs, family: string, folder: string): string[] {
  return [...refs.tags.keys()].filter(
    (tag) => versionOfTag(tag) !== null && familyOf(tag, folder) === family,
  );
}

/** Who wrote `@1.2.3` for the tag v1.2.3 gets it so again. */
function asWritten(tag: string, ref: string, { tag: locked }: GithubSrc): string {
  const [old, next] = [versionOfTag(locked ?? ""), versionOfTag(tag)];
  return next !== null && old !== null && ref === old.version ? next.version : tag;
}
