import { createHash } from "node:crypto";
import pLimit from "p-limit";
import { z } from "zod";
import { throwIfAborted } from "../../cache/abort.ts";
import type { ContentCache } from "../../cache/content-cache.ts";
import { download } from "../../cache/download.ts";
import type { Connection } from "../../cache/http.ts";
import { UserError } from "../../errors.ts";
import { type Hash, parseHash, sri } from "../hash.ts";
import { narHash } from "../nar.ts";
import { checkedFile } from "../npm-deps/checked-file.ts";
import { Failures } from "../npm-deps/failures.ts";
import { directory, file, type TreeDirectory, type TreeFile } from "../tree.ts";
import { type YarnEntry, yarnEntries } from "./lockfile.ts";
import { mirrorName } from "./mirror-name.ts";

/** Changes whenever the same lockfile could get another hash; what was remembered before is then void. */
const REVISION = 1;

const DEFAULT_CONCURRENCY = 16;

export interface YarnDepsOptions {
  readonly cache: ContentCache;
  /** The registry a package comes from, with a slash at its end: asked where the lockfile's own address does not answer. */
  readonly registryFor: (name: string) => string;
  /** Private headers for a URL (authorization). */
  readonly headersFor?: ((url: string) => Record<string, string>) | undefined;
  /** Where a URL of the lockfile is really downloaded from. In the mirror it keeps the name of the lockfile's. */
  readonly rewriteUrl?: ((url: string) => string) | undefined;
  readonly connection?: Connection | undefined;
  /** Downloads at a time; 16 without it. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: YarnDepsEvent) => void) | undefined;
  /** The lockfile's name for messages. */
  readonly where: string;
}

/** Progress of one lockfile. */
export type YarnDepsEvent =
  | { readonly type: "memoised" }
  | { readonly type: "tarball"; readonly name: string; readonly done: number; readonly total: number };

export interface YarnDepsHash {
  /** sha256 of the NAR: `hash` of `fetchYarnDeps`. */
  readonly hash: Hash;
  readonly packages: number;
}

/**
 * The `hash` of nixpkgs' `fetchYarnDeps` for a yarn.lock of yarn 1, without Nix: every tarball is checked against the
 * lockfile's integrity, or the sha1 in its address.
 *
 * @param lock the exact text of yarn.lock, which is part of what is hashed
 * @throws UserError or ManyErrors: see `yarnEntries`, `download`; `E_YARN_SOURCE` for dependencies from git,
 * `E_HASH` for one that has no hash; an AbortError when the signal fires
 */
export async function yarnDepsHash(lock: string, options: YarnDepsOptions): Promise<YarnDepsHash> {
  const digest = createHash("sha256").update(lock).digest("hex");
  const key = `yarn-deps hash ${REVISION} ${digest}`;
  const memo = await options.cache.recall(key, memoSchema);
  if (memo !== null) {
    options.onEvent?.({ type: "memoised" });
    return { hash: parseHash(memo.hash), packages: memo.packages };
  }
  const { tree, packages } = await yarnDepsTree(lock, options);
  const hash = await narHash(tree);
  throwIfAborted(options.signal);
  await options.cache.remember(key, { hash: sri(hash), packages });
  return { hash, packages };
}

const memoSchema = z.object({ hash: z.string(), packages: z.number() });

/**
 * What `fetchYarnDeps` puts into the store: yarn's offline mirror with the lockfile beside it.
 *
 * Follows nixpkgs `fetch-yarn-deps/index.js`.
 * @throws as `yarnDepsHash`
 */
export async function yarnDepsTree(
  lock: string,
  options: YarnDepsOptions,
): Promise<{ readonly tree: TreeDirectory; readonly packages: number }> {
  const wanted = wantedTarballs(yarnEntries(lock, options.where), options.where);
  const limit = pLimit(options.concurrency ?? DEFAULT_CONCURRENCY);
  const failures = new Failures();
  let done = 0;
  const files = await Promise.all(
    wanted.map((one) =>
      limit(() =>
        failures.keep(async (): Promise<[string, TreeFile]> => {
          throwIfAborted(options.signal);
          const content = await checkedFile(await tarballOf(one, options), one.integrity);
          done += 1;
          options.onEvent?.({ type: "tarball", name: one.name, done, total: wanted.length });
          return [mirrorName(one.url), content];
        }),
      ),
    ),
  );
  failures.throwAny();
  const entries = files.filter((entry) => entry !== undefined);
  return { tree: directory([...new Map([...entries, ["yarn.lock", file(lock)]])]), packages: wanted.length };
}

interface WantedTarball {
  readonly name: string;
  readonly url: string;
  /** One SRI hash. */
  readonly integrity: string;
}

function wantedTarballs(entries: readonly YarnEntry[], where: string): WantedTarball[] {
  const byAddress = new Map<string, WantedTarball>();
  for (const entry of entries) {
    const { pattern, url } = entry;
    // Folders of the repository itself; the fetcher passes them over too.
    if (pattern.includes("@file:") || url?.startsWith("file:") === true) continue;
    if (url === null || !url.startsWith("https://") || isGit(url)) throw unsupported(entry, where);
    const integrity = integrityOf(entry);
    if (integrity === null) {
      throw new UserError(`${pattern} has no hash in the lockfile`, {
        code: "E_HASH",
        where,
        hint: "Nothing unverified is packaged; `yarn install` writes the lockfile anew.",
      });
    }
    byAddress.set(url, { name: pattern.replace(/(?!^)@.*$/, ""), url, integrity });
  }
  return [...byAddress.values()];
}

/** The fetcher holds the first integrity against what it gets, and the address' sha1 where there is none. */
function integrityOf({ integrity, fragment }: YarnEntry): string | null {
  const [first] = integrity?.split(/\s+/) ?? [];
  if (first !== undefined) return first;
  if (fragment === null || !/^[0-9a-f]{40}$/.test(fragment)) return null;
  return `sha1-${Buffer.from(fragment, "hex").toString("base64")}`;
}

/** Addresses the fetcher would have cloned, as yarn would. */
function isGit(url: string): boolean {
  const { hostname, pathname } = new URL(url);
  const parts = pathname.split("/").filter((part) => part !== "");
  const forge = /^(github|gitlab|bitbucket)\.(com|org)$/.test(hostname);
  return (
    url.endsWith(".git") ||
    hostname === "codeload.github.com" ||
    (forge && (parts.length === 2 || (parts[2] === "archive" && url.endsWith(".tar.gz"))))
  );
}

function unsupported({ pattern, url }: YarnEntry, where: string): UserError {
  return new UserError(
    `its dependency ${pattern} does not come from a registry${url === null ? "" : ` (${url})`}`,
    {
      code: "E_YARN_SOURCE",
      where,
      hint: "Dependencies from git have no hash in a yarn.lock; use the server as it is published, as in npm:NAME.",
    },
  );
}

/** Addresses of yarn's own mirror of npm's registry: where that is out of reach, the registry has the same. */
async function tarballOf({ name, url, integrity }: WantedTarball, options: YarnDepsOptions): Promise<string> {
  const get = async (from: string) =>
    (
      await download({
        url: from,
        headers: options.headersFor,
        connection: options.connection,
        integrity,
        cache: options.cache,
        signal: options.signal,
      })
    ).path;
  const own = options.rewriteUrl?.(url) ?? url;
  const other = new URL(url.slice(Math.max(0, url.lastIndexOf(`/${name}/-/`)) + 1), options.registryFor(name))
    .href;
  try {
    return await get(own);
  } catch (error) {
    const passing = error instanceof UserError && /^E_(NETWORK|TIMEOUT)$/.test(error.code);
    if (!passing || !url.includes(`/${name}/-/`) || other === own) throw error;
    return get(other);
  }
}
