import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ContentCache } from "../../../src/cache/content-cache.ts";
import { sri } from "../../../src/prefetch/hash.ts";
import { type NpmDepsHash, npmDepsHash } from "../../../src/prefetch/npm-deps/npm-deps.ts";
import { loadNpmConfig, type NpmConfig } from "../../../src/registry/npm-config.ts";

/**
 * Hashes that others recorded, against the real registry. Runs only when MCP_NIXGEN_NPM_DEPS_CASES names
 * a folder with `cases.json` (`[{file, npmDepsHash, fetcherVersion, date}]`) and the lockfiles it names,
 * brotli-compressed. MCP_NIXGEN_NPM_DEPS_CACHE keeps the downloads, some hundred megabytes.
 */
const folder = process.env.MCP_NIXGEN_NPM_DEPS_CASES;

const casesSchema = z.array(
  z.object({ file: z.string(), npmDepsHash: z.string(), fetcherVersion: z.number(), date: z.string() }),
);

if (folder === undefined) {
  console.info("Recorded npmDepsHash values are not checked: MCP_NIXGEN_NPM_DEPS_CASES names no folder.");
}

describe.skipIf(folder === undefined)("recorded hashes", () => {
  const cases = casesSchema.parse(
    JSON.parse(folder === undefined ? "[]" : readFileSync(join(folder, "cases.json"), "utf8")),
  );
  let config: NpmConfig;
  let cache: ContentCache;
  let temporary: string;

  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), "mcp-nixgen-recorded-"));
    cache = new ContentCache(process.env.MCP_NIXGEN_NPM_DEPS_CACHE ?? temporary);
    config = await loadNpmConfig(temporary);
  });

  afterAll(() => rm(temporary, { recursive: true, force: true }));

  const compute = ({ file, fetcherVersion }: (typeof cases)[number]): Promise<NpmDepsHash> =>
    npmDepsHash(brotliDecompressSync(readFileSync(join(folder as string, file))), {
      fetcherVersion,
      registry: config.defaultRegistry,
      cache,
      headersFor: config.headersFor,
      rewriteUrl: config.downloadUrl,
    });

  it.each(cases.filter(({ fetcherVersion }) => fetcherVersion === 1))(
    "$file of $date",
    async (one) => {
      expect(sri((await compute(one)).hash)).toBe(one.npmDepsHash);
    },
    600_000,
  );

  // Packuments are not content-addressed: before 15 February 2026 the fetcher kept the registry's
  // signatures, which have changed since, and a mirror may build its documents from package.json alone.
  // So this asserts that all is still published, and says whether the hash is the recorded one.
  it.each(cases.filter(({ fetcherVersion }) => fetcherVersion >= 2))(
    "$file of $date, fetcher version 2",
    async (one) => {
      const { hash, warnings } = await compute(one);
      expect(warnings.filter((warning) => warning.startsWith("no packument"))).toEqual([]);
      console.info(
        sri(hash) === one.npmDepsHash
          ? `${one.file}: as recorded`
          : `${one.file}: ${sri(hash)}, recorded ${one.npmDepsHash}; the registry's documents are not those of ${one.date}`,
      );
    },
    600_000,
  );
});
