import { defineCommand } from "./command.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "Resolves every server of servers.yaml, computes every hash, without Nix and in parallel, and writes servers.lock.json. What is locked already stays at its version and costs nothing; what was downloaded is kept, so a run after a failure resumes.\n\nWith --file LOCKFILE, --url or --path it does the work of prefetch-npm-deps, nix-prefetch-url or nix hash path: it hashes that one thing instead and prints its SRI hash alone.",
  positionals: [
    {
      name: "server",
      description: "Only these servers.",
      required: false,
      variadic: true,
      complete: "server",
    },
  ],
  options: {
    refresh: {
      type: "boolean",
      description: "Resolve anew what is locked, to the newest version its source allows.",
    },
    jobs: { type: "integer", short: "j", value: "N", default: 4, description: "Servers at a time." },
    "index-url": indexUrlOption,
    "dry-run": { type: "boolean", short: "n", description: "Say what would be fetched, and fetch nothing." },
    file: {
      type: "string",
      value: "LOCKFILE",
      complete: "file",
      description:
        "Hash the npm dependencies of this package-lock.json (npmDepsHash); or, for a servers.yaml, prefetch its servers.",
    },
    "fetcher-version": {
      type: "integer",
      value: "N",
      description: "With --file LOCKFILE: npmDepsFetcherVersion (default: NIX_NPM_FETCHER_VERSION, else 1).",
    },
    "force-git-deps": {
      type: "boolean",
      description: "With --file LOCKFILE: take git dependencies that have install scripts and no lockfile.",
    },
    "force-empty-cache": {
      type: "boolean",
      description: "With --file LOCKFILE: a lockfile without dependencies is no error.",
    },
    url: { type: "string", value: "URL", description: "Hash what is at this address." },
    unpack: {
      type: "boolean",
      description: "With --url: hash the archive's unpacked contents, as fetchzip and fetchFromGitHub do.",
    },
    path: { type: "string", value: "PATH", complete: "file", description: "Hash this file or folder (NAR)." },
    format: {
      type: "string",
      choices: ["sri", "base16", "nix32", "base64"],
      default: "sri",
      description: "With --file LOCKFILE, --url or --path: how the hash is written.",
    },
  },
  examples: [
    ["prefetch", "every server that needs it"],
    ["prefetch --refresh firecrawl-mcp", "its newest version"],
    ["prefetch --file package-lock.json --fetcher-version 2", "npmDepsHash of any project"],
    ["prefetch --url https://example.org/source.tar.gz --unpack", "the hash fetchzip wants"],
    ["prefetch --path ./src", "as nix hash path"],
  ],
  async run(context, { options, positionals }) {
    const one = ["file", "url", "path"].filter((name) => options[name as "file"] !== undefined);
    if (one.length > 1) throw usageError(`--${one.join(" and --")} exclude each other`);
    if (options.unpack && options.url === undefined) throw usageError("--unpack goes with --url");
    const lockfile = options.file !== undefined && !/\.ya?ml$/.test(options.file);
    if (options["fetcher-version"] !== undefined && !lockfile) {
      throw usageError(
        "--fetcher-version goes with --file LOCKFILE (for a server: fetcherVersion in servers.yaml)",
      );
    }
    if (lockfile || options.url !== undefined || options.path !== undefined) {
      if (positionals.server.length > 0)
        throw usageError("servers cannot be named beside --file, --url or --path");
      const { prefetchOne } = await import("./prefetch-one.ts");
      return prefetchOne(context, options);
    }
    const { prefetchServers } = await import("./prefetch-servers.ts");
    return prefetchServers(context, {
      names: positionals.server,
      refresh: options.refresh,
      concurrency: Math.max(1, options.jobs),
      dryRun: options["dry-run"],
      indexUrl: indexUrlOf(options["index-url"]),
      file: options.file,
    });
  },
});
