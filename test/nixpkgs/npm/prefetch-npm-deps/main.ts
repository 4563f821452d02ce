import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ContentCache } from "../../../../src/cache/content-cache.ts";
import { ManyErrors, messageOf } from "../../../../src/errors.ts";
import { npmDepsTree } from "../../../../src/prefetch/npm-deps/npm-deps.ts";
import { defaultRegistry, readEnvironment } from "./environment.ts";
import { writeTree } from "./write-tree.ts";

/**
 * `prefetch-npm-deps LOCKFILE OUTDIR`: what nixpkgs' program of this name does, for the stand-in's
 * `fetchNpmDeps`. Its options come from the environment (see environment.ts); downloads are kept in
 * MCP_NIXGEN_CACHE, or in a folder of the build.
 */
async function main([lockfile, outdir]: string[]): Promise<void> {
  if (lockfile === undefined || outdir === undefined)
    throw new Error("usage: prefetch-npm-deps LOCKFILE OUTDIR");
  const environment = readEnvironment(process.env);
  const cache = process.env.MCP_NIXGEN_CACHE || join(process.env.NIX_BUILD_TOP ?? ".", "downloads");
  const deps = await npmDepsTree(await readFile(lockfile), {
    ...environment,
    registry: defaultRegistry(),
    cache: new ContentCache(cache),
    where: lockfile,
  });
  for (const warning of deps.warnings) console.error(warning);
  await writeTree(deps.tree, outdir);
  console.error(`${deps.packages} tarballs, ${deps.bytes} bytes`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const failures = error instanceof ManyErrors ? error.errors : [error];
  for (const failure of failures) {
    const { where, hint } = failure as { where?: string; hint?: string };
    console.error(
      `ERROR: ${where === undefined ? "" : `${where}: `}${messageOf(failure)}${hint === undefined ? "" : `\n  ${hint}`}`,
    );
  }
  process.exitCode = 1;
});
