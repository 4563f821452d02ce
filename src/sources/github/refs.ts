import { fetchWhole } from "../../cache/fetch-whole.ts";
import { UserError } from "../../errors.ts";
import type { GithubConfig } from "../../registry/github-config.ts";
import { repositoryMissing } from "./github-errors.ts";
import type { GithubSource } from "./spec.ts";

/** What a repository's names stand for, annotated tags being their commit. */
export interface Refs {
  /** Where the repository really is: another name than was asked for, when it was renamed or moved. */
  readonly owner: string;
  readonly repo: string;
  /** Tag → commit. */
  readonly tags: ReadonlyMap<string, string>;
  /** Branch → commit. */
  readonly branches: ReadonlyMap<string, string>;
  /** Commit of the default branch; null in an empty repository. */
  readonly head: string | null;
}

/** Pull requests are listed as well; the largest repositories have some tens of megabytes of them. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * Asks a repository for its tags and branches by git's own protocol, which has no rate limit and tells an annotated
 * tag's commit at once.
 *
 * Source: git, `gitprotocol-http` and `gitprotocol-pack`, "Reference Discovery" (version 0).
 * @throws UserError `E_NOT_FOUND` for a repository that is not there, or private; `E_GIT` for an answer that is not git's
 */
export async function fetchRefs(
  { owner, repo, spec }: Pick<GithubSource, "owner" | "repo" | "spec">,
  config: GithubConfig,
  signal?: AbortSignal,
): Promise<Refs> {
  const ask = (headers: GithubConfig["headersFor"] | undefined) =>
    fetchWhole({
      url: `${config.web}${owner}/${repo}.git/info/refs?service=git-upload-pack`,
      headers,
      connection: config.connection,
      maxBytes: MOST_BYTES,
      accepted: [401, 403, 404],
      signal,
    });
  // What everyone may read is asked for without the token: an expired one would be refused even there.
  const open = await ask(undefined);
  const answer = open.status === 200 || config.tokenFrom === null ? open : await ask(config.headersFor);
  if (answer.status !== 200) throw repositoryMissing(answer, { owner, repo, spec }, config);
  const [, movedOwner, movedRepo] =
    /\/([^/]+)\/([^/]+?)(?:\.git)?\/info\/refs$/.exec(new URL(answer.url).pathname) ?? [];
  return {
    owner: movedOwner ?? owner,
    repo: movedRepo ?? repo,
    ...parseRefs(answer.body, `${config.web}${owner}/${repo}`),
  };
}

/** @param where for messages */
export function parseRefs(body: Buffer, where: string): Pick<Refs, "tags" | "branches" | "head"> {
  const tags = new Map<string, string>();
  const branches = new Map<string, string>();
  let head: string | null = null;
  let announced = false;
  for (const line of packetLines(body, where)) {
    const text = line.toString("utf8").replace(/\n$/, "");
    if (text === "# service=git-upload-pack") announced = true;
    const [, commit, name] = /^([0-9a-f]{40}|[0-9a-f]{64}) ([^\0]+)/.exec(text) ?? [];
    if (commit === undefined || name === undefined) continue;
    if (name === "HEAD") head = commit;
    else if (name.startsWith("refs/heads/")) branches.set(name.slice("refs/heads/".length), commit);
    // What an annotated tag points at follows it, as `name^{}`.
    else if (name.startsWith("refs/tags/")) {
      tags.set(name.slice("refs/tags/".length).replace(/\^\{\}$/, ""), commit);
    }
  }
  if (!announced) throw notGit(where);
  return { tags, branches, head };
}

function* packetLines(body: Buffer, where: string): Generator<Buffer> {
  for (let at = 0; at < body.length; ) {
    const digits = body.toString("latin1", at, at + 4);
    const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
    if (length === 0) {
      at += 4;
      continue;
    }
    if (!(length >= 4) || at + length > body.length) throw notGit(where);
    yield body.subarray(at + 4, at + length);
    at += length;
  }
}

function notGit(where: string): UserError {
  return new UserError("the server does not answer as git does", {
    code: "E_GIT",
    where,
    hint: "Is it a GitHub server? A proxy's login page answers like this too.",
  });
}
