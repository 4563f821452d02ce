import type { Fetchers } from "../project/locker.ts";
import type { NpmConfig } from "../registry/npm-config.ts";
import type { Context } from "./command.ts";

/** What commands fetch with, each made on first use: npm's libraries take longer to load than a warm run. */
export interface Fetching extends Fetchers {
  readonly config: () => Promise<NpmConfig>;
  readonly defaultRegistry: () => Promise<string>;
}

/** @param folder whose `.npmrc` counts as the project's */
export function fetching(context: Context, folder: string): Fetching {
  const cache = once(async () => {
    const { ContentCache } = await import("../cache/content-cache.ts");
    return ContentCache.atDefault(context.env as NodeJS.ProcessEnv);
  });
  const config = once(async () => {
    const { loadNpmConfig } = await import("../registry/npm-config.ts");
    return loadNpmConfig(folder, context.env as NodeJS.ProcessEnv);
  });
  return {
    cache,
    config,
    npm: once(async () => {
      const { NpmRegistry } = await import("../sources/npm/npm-registry.ts");
      return new NpmRegistry(await config(), await cache(), context.signal);
    }),
    go: once(async () => {
      const { loadGoConfig } = await import("../registry/go-config.ts");
      const env = context.env as NodeJS.ProcessEnv;
      return { config: await loadGoConfig(env), env };
    }),
    defaultRegistry: once(async () => (await import("../registry/default-registry.ts")).defaultRegistry()),
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => (value ??= make());
}
