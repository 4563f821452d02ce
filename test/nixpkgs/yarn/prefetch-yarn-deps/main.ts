import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ContentCache } from "../../../../src/cache/content-cache.ts";
import { messageOf } from "../../../../src/errors.ts";
import { mirrorName } from "../../../../src/prefetch/yarn-deps/mirror-name.ts";
import { yarnDepsTree } from "../../../../src/prefetch/yarn-deps/yarn-deps.ts";
import { defaultRegistry, readEnvironment } from "../../npm/prefetch-npm-deps/environment.ts";
import { writeTree } from "../../npm/prefetch-npm-deps/write-tree.ts";

/**
 * `prefetch-yarn-deps LOCKFILE OUTDIR` fills an offline mirror; `prefetch-yarn-deps --fixup LOCKFILE` rewrites a yarn.lock to
 * the names that tarballs have there. Its options come from the environment, as those of prefetch-npm-deps do.
 */
async function main([first, second]: string[]): Promise<void> {
  if (first === undefined || second === undefined)
    throw new Error("usage: prefetch-yarn-deps LOCKFILE OUTDIR");
  if (first === "--fixup") return fixup(second);
  const { rewriteUrl, headersFor } = readEnvironment(process.env);
  const cache = process.env.MCP_NIXGEN_CACHE || join(process.env.NIX_BUILD_TOP ?? ".", "downloads");
  const { tree } = await yarnDepsTree(await readFile(first, "utf8"), {
    registryFor: defaultRegistry,
    rewriteUrl,
    headersFor,
    cache: new ContentCache(cache),
    where: first,
  });
  await writeTree(tree, second);
}

async function fixup(lockfile: string): Promise<void> {
  const text = await readFile(lockfile, "utf8");
  const local = text.replace(
    /^( {2}resolved ")([^"#]+)(#[^"]*)?"$/gm,
    (_line, start: string, url: string, hash = "") => `${start}${mirrorName(url)}${hash}"`,
  );
  await writeFile(lockfile, local);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`ERROR: ${messageOf(error)}`);
  process.exitCode = 1;
});
