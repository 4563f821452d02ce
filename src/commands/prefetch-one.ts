import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../errors.ts";
import { maskSecrets } from "../mask-secrets.ts";
import { formatHash, type Hash, type HashForm } from "../prefetch/hash.ts";
import type { CommandResult, Context } from "./command.ts";
import { fetching } from "./fetching.ts";
import { usageError } from "./usage-error.ts";

interface PrefetchOneOptions {
  readonly file: string | undefined;
  readonly "fetcher-version": number | undefined;
  readonly "force-git-deps": boolean;
  readonly "force-empty-cache": boolean;
  readonly url: string | undefined;
  readonly unpack: boolean;
  readonly path: string | undefined;
  readonly format: HashForm;
}

/** Hashes one lockfile, URL or path; its hash alone is what stdout gets. */
export async function prefetchOne(context: Context, options: PrefetchOneOptions): Promise<CommandResult> {
  const { hash, ...facts } = await hashOne(context, options);
  const text = formatHash(hash, options.format);
  return { json: { hash: text, ...facts }, text };
}

interface HashedOne {
  readonly hash: Hash;
  readonly [fact: string]: unknown;
}

function hashOne(context: Context, options: PrefetchOneOptions): Promise<HashedOne> {
  if (options.path !== undefined) return hashPath(resolve(context.cwd, options.path));
  if (options.url !== undefined) return hashUrl(context, options.url, options.unpack);
  return hashLockfile(context, resolve(context.cwd, options.file!), options);
}

async function hashPath(path: string): Promise<HashedOne> {
  const [{ treeOfPath }, { narHash }] = await Promise.all([
    import("../prefetch/tree.ts"),
    import("../prefetch/nar.ts"),
  ]);
  return { path, hash: await narHash(await treeOfPath(path)) };
}

async function hashUrl(context: Context, url: string, unpack: boolean): Promise<HashedOne> {
  if (!/^https?:\/\//.test(url)) throw usageError(`'${url}' is no http or https address`);
  const [{ download }, { parseHash }] = await Promise.all([
    import("../cache/download.ts"),
    import("../prefetch/hash.ts"),
  ]);
  const fetch = fetching(context, context.cwd);
  const config = await fetch.config();
  const tasks = context.ui.tasks();
  const task = tasks.start(url, "downloading");
  try {
    const { path, integrity, size } = await download({
      url,
      headers: config.headersFor,
      connection: config.connection,
      cache: await fetch.cache(),
      signal: context.signal,
      onEvent: (event) => {
        if (event.type === "progress") task.update("downloading", event.received, event.size, "bytes");
      },
    });
    const shown = maskSecrets(url);
    if (!unpack) return { url: shown, size, unpacked: false, hash: parseHash(integrity) };
    task.update("unpacking");
    const { unpackedHash } = await import("../prefetch/unpack.ts");
    return {
      url: shown,
      size,
      unpacked: true,
      hash: await unpackedHash(path, { name: new URL(url).pathname }),
    };
  } finally {
    tasks.stop();
  }
}

async function hashLockfile(context: Context, file: string, options: PrefetchOneOptions): Promise<HashedOne> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new UserError(`the lockfile cannot be read: ${cause.message}`, {
      code: "E_LOCK_READ",
      where: file,
      hint: "Name a package-lock.json or npm-shrinkwrap.json.",
      cause,
    });
  });
  const { npmDepsHash } = await import("../prefetch/npm-deps/npm-deps.ts");
  const fetch = fetching(context, context.cwd);
  const config = await fetch.config();
  const fetcherVersion = fetcherVersionOf(context, options);
  const tasks = context.ui.tasks();
  const task = tasks.start(options.file!, "reading");
  try {
    const result = await npmDepsHash(bytes, {
      fetcherVersion,
      registry: config.defaultRegistry,
      cache: await fetch.cache(),
      headersFor: config.headersFor,
      rewriteUrl: config.downloadUrl,
      connection: config.connection,
      signal: context.signal,
      forceGitDeps: options["force-git-deps"],
      forceEmptyCache: options["force-empty-cache"],
      where: options.file,
      onEvent: (event) => {
        if ("done" in event) task.update(event.name, event.done, event.total, "packages");
      },
    });
    for (const warning of result.warnings) context.ui.warn(warning);
    return { file, fetcherVersion, packages: result.packages, bytes: result.bytes, hash: result.hash };
  } finally {
    tasks.stop();
  }
}

/** As prefetch-npm-deps: the flag, else the environment, else 1. */
function fetcherVersionOf(context: Context, options: PrefetchOneOptions): number {
  const asked = options["fetcher-version"] ?? Number(context.env.NIX_NPM_FETCHER_VERSION || 1);
  if (asked === 1 || asked === 2) return asked;
  throw usageError(`fetcher version ${asked} does not exist`, "nixpkgs has 1 and 2.");
}
