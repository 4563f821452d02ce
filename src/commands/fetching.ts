import type { Fetchers } from "../project/locker.ts";
import type { NpmConfig } from "../registry/npm-config.ts";
import type { Context } from "./command.ts";

/** What commands fetch with, each made on first use: npm's libraries take longer to load than a warm run. */
export interface Fetching extends Fetchers {
  readonly config: () => Promise<NpmConfig>;
  readonly defaultRegistry: () => Promise<string>;
}

/**
 * @param folder whose `.npmrc`, uv.toml and pyproject.toml count as the project's
 * @param pythonIndex in the place of what uv and pip are configured with
 */
export function fetching(context: Context, folder: string, pythonIndex?: string): Fetching {
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
    pypi: once(async () => {
      const [{ loadPypiConfig }, { PypiIndexClient }] = await Promise.all([
        import("../registry/pypi-config.ts"),
        import("../sources/pypi/index-client.ts"),
      ]);
      const env = context.env as NodeJS.ProcessEnv;
      const config = await loadPypiConfig(folder, { env, indexUrl: pythonIndex });
      return new PypiIndexClient(config, await cache(), { signal: context.signal });
    }),
    nixpkgsPython: once(async () => {
      const { openNixpkgsPython } = await import("../project/nixpkgs-python.ts");
      return openNixpkgsPython(context.env);
    }),
    github: once(async () => {
      const { loadGithubConfig } = await import("../registry/github-config.ts");
      return loadGithubConfig(context.env as NodeJS.ProcessEnv);
    }),
    defaultRegistry: once(async () => (await import("../registry/default-registry.ts")).defaultRegistry()),
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => (value ??= make());
}
