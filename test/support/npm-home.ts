import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { loadNpmConfig } from "../../src/registry/npm-config.ts";
import { NpmRegistry } from "../../src/sources/npm/npm-registry.ts";

/** A home of its own for npm: nothing of the developer's configuration or caches reaches a test. */
export interface NpmHome {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** A new view of the registry, with nothing remembered but what is on disk. */
  registry(): Promise<NpmRegistry>;
  remove(): Promise<void>;
}

/** @param npmrc more lines of the user's `.npmrc` */
export async function makeNpmHome(registry: string, npmrc: readonly string[] = []): Promise<NpmHome> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-test-"));
  await writeFile(
    join(folder, ".npmrc"),
    [
      `registry=${registry}`,
      `cache=${join(folder, "npm-cache")}`,
      "fetch-retry-mintimeout=10",
      "fetch-retry-maxtimeout=50",
      "fetch-timeout=2000",
      ...npmrc,
      "",
    ].join("\n"),
  );
  const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, "cache") };
  return {
    folder,
    env,
    registry: async () =>
      new NpmRegistry(await loadNpmConfig(folder, env), ContentCache.atDefault(env as NodeJS.ProcessEnv)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
