import { createHash } from "node:crypto";
import pLimit from "p-limit";
import { z } from "zod";
import { throwIfAborted } from "../../cache/abort.ts";
import { download } from "../../cache/download.ts";
import { UserError } from "../../errors.ts";
import { type Hash, parseHash, sri } from "../hash.ts";
import { narHash } from "../nar.ts";
import { directory, file, type TreeDirectory } from "../tree.ts";
import { type CacheEntry, cacacheTree } from "./cacache.ts";
import { checkedFile } from "./checked-file.ts";
import { type WantedTarball, wantedTarballs } from "./collect.ts";
import { Failures } from "./failures.ts";
import type { NpmDepsEvent, NpmDepsOptions } from "./options.ts";
import { PACKUMENT_ACCEPTS, wantedVersions } from "./packument.ts";
import { packumentText } from "./packument-texts.ts";

export type { NpmDepsEvent, NpmDepsOptions } from "./options.ts";

/** Changes whenever the same lockfile could get another hash; what was remembered before is then void. */
const REVISION = 2;

const REBUILT =
  "the registry makes its package documents from package.json: with packages from before npm 7, the hash may differ from the one npm's own registry gives";

const DEFAULT_CONCURRENCY = 16;

interface Counts {
  /** Tarballs. */
  readonly packages: number;
  /** All of their bytes. */
  readonly bytes: number;
  /** For fetcher version 2: packuments the registry does not give, or not as they were published. */
  readonly warnings: readonly string[];
}

interface NpmDeps extends Counts {
  /** What `fetchNpmDeps` would put into the store; usable as npm's cache folder once written to disk. */
  readonly tree: TreeDirectory;
  /** False when a packument is missing: tomorrow's tree may be another. */
  readonly complete: boolean;
}

export interface NpmDepsHash extends Counts {
  /** sha256 of the tree's NAR: `npmDepsHash`. */
  readonly hash: Hash;
}

/**
 * The `npmDepsHash` of a lockfile, as nixpkgs' `fetchNpmDeps` (or its command `prefetch-npm-deps`) gives
 * it, without Nix. What was downloaded is kept in the cache and verified, so a rerun after a failure
 * resumes; a lockfile seen before is answered without the network.
 *
 * @param lock the lockfile's exact bytes (package-lock.json or npm-shrinkwrap.json): they are hashed too
 * @throws UserError or ManyErrors with all tarballs that failed, after the others were fetched;
 *   AbortError when the signal fires
 */
export async function npmDepsHash(lock: string | Uint8Array, options: NpmDepsOptions): Promise<NpmDepsHash> {
  const key = memoKey(lock, options);
  const memo = await options.cache.recall(key, memoSchema);
  if (memo !== null) {
    options.onEvent?.({ type: "memoised" });
    return { ...memo, hash: parseHash(memo.hash) };
  }
  const { tree, complete, ...counts } = await npmDepsTree(lock, options);
  const hash = await narHash(tree);
  throwIfAborted(options.signal);
  if (complete) await options.cache.remember(key, { ...counts, hash: sri(hash) });
  return { ...counts, hash };
}

/**
 * The files of which `npmDepsHash` is the hash: npm's `_cacache` with every tarball (and packument, from
 * fetcher version 2 on), beside the lockfile itself. Contents stay on disk until they are read.
 *
 * Source: nixpkgs `fetch-npm-deps/src/main.rs`.
 * @throws as `npmDepsHash`
 */
export async function npmDepsTree(lock: string | Uint8Array, options: NpmDepsOptions): Promise<NpmDeps> {
  const limit = pLimit(options.concurrency ?? DEFAULT_CONCURRENCY);
  const failures = new Failures();
  const text = decode(lock, options.where);
  const wanted = await wantedTarballs(text, { options, limit, failures });
  const withPackuments = options.fetcherVersion >= 2;
  const versions = withPackuments ? [...wantedVersions(wanted)] : [];
  options.onEvent?.({ type: "planned", tarballs: wanted.length, packuments: versions.length });
  const report = reporter(wanted.length + versions.length, options);
  const [tarballs, packuments] = await Promise.all([
    Promise.all(
      wanted.map((tarball) => limit(() => failures.keep(() => tarballEntry(tarball, options, report)))),
    ),
    Promise.all(
      versions.map(([name, some]) =>
        limit(() =>
          failures.keep(async () => {
            const packument = await packumentText(name, some, options);
            report("packument", name, packument.text?.length ?? 0);
            return packument;
          }),
        ),
      ),
    ),
  ]);
  failures.throwAny();
  const entries = [
    ...tarballs.flatMap((entry) => entry ?? []),
    ...packuments.flatMap((some) => packumentEntries(some)),
  ];
  return {
    tree: directory({
      _cacache: cacacheTree(entries),
      "package-lock.json": file(lock),
      ...(withPackuments ? { ".fetcher-version": file(String(options.fetcherVersion)) } : {}),
    }),
    packages: wanted.length,
    bytes: tarballs.reduce((sum, entry) => sum + (entry?.content.size ?? 0), 0),
    complete: packuments.every((packument) => packument?.text !== undefined),
    warnings: [
      ...packuments.flatMap((packument) => packument?.warning ?? []),
      ...(packuments.some((packument) => packument?.rebuilt) ? [REBUILT] : []),
    ],
  };
}

type Report = (type: "tarball" | "packument", name: string, bytes: number) => void;

function reporter(total: number, { onEvent }: NpmDepsOptions): Report {
  let done = 0;
  return (type, name, bytes) => {
    done += 1;
    onEvent?.({ type, name, bytes, done, total } satisfies NpmDepsEvent);
  };
}

async function tarballEntry(
  { name, url, integrity, path: repacked }: WantedTarball,
  options: NpmDepsOptions,
  report: Report,
): Promise<CacheEntry> {
  throwIfAborted(options.signal);
  const path =
    repacked ??
    (
      await download({
        url: options.rewriteUrl?.(url) ?? url,
        headers: options.headersFor,
        connection: options.connection,
        integrity,
        cache: options.cache,
        signal: options.signal,
      })
    ).path;
  const content = await checkedFile(path, integrity);
  report("tarball", name, content.size);
  return { url, integrity, content };
}

/** npm asks for a packument in two ways and takes a cached answer only to the same question. */
function packumentEntries(packument: { url: string; text?: string } | undefined): CacheEntry[] {
  if (packument?.text === undefined) return [];
  const { url, text } = packument;
  const integrity = `sha512-${createHash("sha512").update(text).digest("base64")}`;
  return PACKUMENT_ACCEPTS.map((accept) => ({ url, accept, integrity, content: file(text) }));
}

const memoSchema = z.object({
  hash: z.string(),
  packages: z.number(),
  bytes: z.number(),
  warnings: z.array(z.string()),
});

function memoKey(lock: string | Uint8Array, options: NpmDepsOptions): string {
  const { fetcherVersion, registry, rewriteUrl } = options;
  const digest = createHash("sha256").update(lock).digest("hex");
  // Tarballs are what the lockfile says wherever they come from; packuments are what a registry says.
  const source = fetcherVersion >= 2 ? `${registry} ${rewriteUrl?.(registry) ?? registry}` : "";
  const forced = [
    options.forceGitDeps === true ? "git" : "",
    options.forceEmptyCache === true ? "empty" : "",
  ];
  return `npm-deps hash ${REVISION} ${digest} ${fetcherVersion} ${forced.join(" ")} ${source}`;
}

function decode(lock: string | Uint8Array, where = "package-lock.json"): string {
  if (typeof lock === "string") return lock;
  try {
    // A byte order mark stays: it is no JSON, and upstream refuses it too.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(lock);
  } catch (error) {
    throw new UserError("the lockfile is not UTF-8", { code: "E_LOCK_PARSE", where, cause: error });
  }
}
