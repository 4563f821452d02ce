import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { LockedNpmSourceServer } from "../config/lock-npm-source-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import type { GeneratedFile } from "../emit/generated-files.ts";
import { npmSourceNix } from "../emit/npm-source-nix.ts";
import { hashOf, sri } from "../prefetch/hash.ts";
import type { PackagePlaces, Recipe } from "./recipe.ts";

/** A repository of JavaScript. */
export const npmSourceRecipe: Recipe<LockedNpmSourceServer> = {
  stale,
  missing: async (locked, places) =>
    (await vendoredLock(locked, places)) === undefined
      ? "its lockfile is in neither the cache nor the generated package"
      : null,
  async files(name, locked, places) {
    const lockfile = await vendoredLock(locked, places);
    if (lockfile === undefined) return null;
    const files: GeneratedFile[] = [{ path: "package.nix", contents: npmSourceNix(name, locked) }];
    return lockfile === null ? files : [...files, { path: "package-lock.json", contents: lockfile }];
  },
  dependencies: (locked) => locked.lockfile.packages,
  dependenciesHash: (locked) => locked.deps.hash,
  code: (locked) => (locked.install === "tree" ? "lib" : `lib/node_modules/${locked.package}`),
};

function stale(server: ServerSpec, locked: LockedNpmSourceServer): string | null {
  const { allowScripts = [], buildScript, language } = server;
  if (language !== undefined && language !== "javascript") return `language is now ${language}`;
  if (!isDeepStrictEqual(locked.allowScripts, [...new Set(allowScripts)].sort()))
    return "allowScripts changed";
  const own = locked.builds.find(({ folder }) => folder === locked.folder)?.script ?? "";
  if (buildScript !== undefined && buildScript !== own) return `buildScript was ${own || "none"}`;
  return null;
}

/** The lockfile that stands beside package.nix; null: the repository has it, undefined: it is nowhere. */
async function vendoredLock(
  { lockfile }: LockedNpmSourceServer,
  { folder, cache }: PackagePlaces,
): Promise<string | null | undefined> {
  if (lockfile.origin === "repository") return null;
  const committed = await readFile(join(folder, "package-lock.json")).catch(() => null);
  if (committed !== null && sri(hashOf("sha256", committed)) === lockfile.digest)
    return committed.toString("utf8");
  return (await cache.bytesOf(lockfile.digest))?.toString("utf8");
}
