import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";

const byHost = z.record(z.string(), z.string());

/** What nixpkgs' `prefetch-npm-deps` reads from its environment, and under the same names. */
export interface Environment {
  /** NPM_FETCHER_VERSION */
  readonly fetcherVersion: number;
  /** FORCE_GIT_DEPS: set at all */
  readonly forceGitDeps: boolean;
  /** FORCE_EMPTY_CACHE: set at all */
  readonly forceEmptyCache: boolean;
  /** NIX_NPM_REGISTRY_OVERRIDES: JSON of host → URL (of a mirror) that takes the host's place. */
  rewriteUrl(url: string): string;
  /** NIX_NPM_TOKENS: JSON of host → bearer token. */
  headersFor(url: string): Record<string, string>;
}

export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const overrides = byHost.parse(JSON.parse(env.NIX_NPM_REGISTRY_OVERRIDES || "{}"));
  const tokens = byHost.parse(JSON.parse(env.NIX_NPM_TOKENS || "{}"));
  return {
    fetcherVersion: Number(env.NPM_FETCHER_VERSION ?? 1),
    forceGitDeps: env.FORCE_GIT_DEPS !== undefined,
    forceEmptyCache: env.FORCE_EMPTY_CACHE !== undefined,
    rewriteUrl(url) {
      const { host, pathname, search } = new URL(url);
      const mirror = overrides[host];
      return mirror === undefined ? url : mirror.replace(/\/$/, "") + pathname + search;
    },
    headersFor(url) {
      const token = tokens[new URL(url).host];
      return token === undefined ? {} : { authorization: `Bearer ${token}` };
    },
  };
}

/** npm's own default registry, from the npm beside this Node, whatever any configuration says. */
export function defaultRegistry(): string {
  const npm = join(dirname(process.execPath), "..", "lib", "node_modules", "npm", "package.json");
  const { definitions } = createRequire(npm)("@npmcli/config/lib/definitions") as {
    definitions: { registry: { default: string } };
  };
  return z.string().parse(definitions.registry.default);
}
