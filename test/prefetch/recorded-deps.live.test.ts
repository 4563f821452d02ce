import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { type Hash, sri } from "../../src/prefetch/hash.ts";
import { pnpmDepsHash } from "../../src/prefetch/pnpm-deps/pnpm-deps.ts";
import { yarnDepsHash } from "../../src/prefetch/yarn-deps/yarn-deps.ts";
import { loadNpmConfig, type NpmConfig } from "../../src/registry/npm-config.ts";

/**
 * Hashes that nixpkgs recorded for `fetchPnpmDeps` (pnpm_10, fetcher version 3) and `fetchYarnDeps`, against the real registry.
 * Runs only when MCP_NIXGEN_LOCKFILE_CASES names a folder with `cases.json` (`[{file, hash}]`) and the lockfiles it names.
 * MCP_NIXGEN_LOCKFILE_CACHE keeps the downloads, some gigabytes. pnpm's want zstd 1.5.7, on PATH or in Node.
 */
const folder = process.env.MCP_NIXGEN_LOCKFILE_CASES;

if (folder === undefined) {
  console.info(
    "Recorded hashes of pnpm and yarn are not checked: MCP_NIXGEN_LOCKFILE_CASES names no folder.",
  );
}

describe.skipIf(folder === undefined)("recorded hashes", { timeout: 600_000 }, () => {
  const cases = z
    .array(z.object({ file: z.string(), hash: z.string() }))
    .parse(JSON.parse(folder === undefined ? "[]" : readFileSync(join(folder, "cases.json"), "utf8")));
  let config: NpmConfig;
  let temporary: string;

  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), "mcp-nixgen-recorded-"));
    config = await loadNpmConfig(temporary);
  });
  afterAll(() => rm(temporary, { recursive: true, force: true }));

  it.each(cases)("$file", async ({ file, hash }) => {
    const compute: (lock: string, options: Parameters<typeof pnpmDepsHash>[1]) => Promise<{ hash: Hash }> =
      file.endsWith(".yaml") ? pnpmDepsHash : yarnDepsHash;
    const computed = await compute(readFileSync(join(folder as string, file), "utf8"), {
      cache: new ContentCache(process.env.MCP_NIXGEN_LOCKFILE_CACHE ?? temporary),
      registryFor: config.registryFor,
      headersFor: config.headersFor,
      rewriteUrl: config.downloadUrl,
      connection: config.connection,
      where: file,
    });
    expect(sri(computed.hash)).toBe(hash);
  });
});
