import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Connection } from "../cache/http.ts";
import { UserError } from "../errors.ts";
import { npmConnection } from "./npm-connection.ts";
import { keepLoginsSecret, withoutUserinfo } from "./registry-logins.ts";
import { TARGET_NODE } from "./target.ts";

/**
 * npm's configuration as npm itself reads it (`.npmrc` of project, user and machine, `npm_config_*`),
 * in the flat form that pacote, arborist and npm-registry-fetch take.
 */
export interface NpmConfig {
  /** Options for npm's libraries. Holds tokens: never print it. */
  readonly flat: Readonly<Record<string, unknown>>;
  /** The registry in force, with a trailing slash. Like every URL here, without user and password: fit to be written. */
  readonly registry: string;
  /** npm's built-in registry, whatever the configuration says, with a trailing slash. */
  readonly defaultRegistry: string;
  /** The registry a package comes from, which may be its scope's own; with a trailing slash. */
  registryFor(name: string): string;
  /** Proxy, certificates and the like, for downloads that npm's libraries do not make. */
  readonly connection: Connection;
  /** Headers (authorization) npm would send to this URL. */
  headersFor(url: string): Record<string, string>;
  /** Where a lockfile's URL is really downloaded from: npm's `replace-registry-host`. */
  downloadUrl(url: string): string;
}

/**
 * Reads npm's configuration for a project folder.
 *
 * @param cwd folder whose `.npmrc` counts as the project's
 * @param env environment, `npm_config_*` and `HOME` are read
 * @throws UserError `E_NPM_CONFIG` when an `.npmrc` cannot be read or parsed
 */
export async function loadNpmConfig(cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<NpmConfig> {
  const [{ default: Config }, { default: npmDefinitions }, { default: getAuth }] = await Promise.all([
    import("@npmcli/config"),
    import("@npmcli/config/lib/definitions/index.js"),
    import("npm-registry-fetch/lib/auth.js"),
  ]);
  const { definitions, shorthands, flatten, nerfDarts } = npmDefinitions;
  const config = new Config({
    definitions,
    shorthands,
    flatten,
    nerfDarts,
    npmPath: npmFolder(),
    // Our own flags are not npm's.
    argv: [process.execPath, "npm"],
    env: { ...env },
    cwd,
    warn: false,
  });
  try {
    await config.load();
  } catch (error) {
    throw new UserError(
      `npm's configuration cannot be read: ${error instanceof Error ? error.message : error}`,
      {
        code: "E_NPM_CONFIG",
        where: cwd,
        hint: "Look at the .npmrc files that `npm config list` names.",
        cause: error,
      },
    );
  }
  const defaultRegistry = withSlash(String(definitions.registry?.default));
  keepLoginsSecret(config.flat);
  const settings = withoutUserinfo(config.flat, (url, options) => {
    const { token, auth } = getAuth(url, options);
    return token !== null || auth !== null;
  });
  const registry = withSlash(String(settings.registry));
  const flat: Record<string, unknown> = {
    ...settings,
    registry,
    // The package runs under nixpkgs' Node, not under the one that runs this program: with the
    // host's version, npm would prefer other versions on another machine.
    nodeVersion: TARGET_NODE,
    engineStrict: false,
    ignoreScripts: true,
    // A lockfile without addresses is what buildNpmPackage fails on.
    omitLockfileRegistryResolved: false,
    retry: gentleRetry(settings.retry),
    audit: false,
    fund: false,
    progress: false,
  };
  const replaced = hostToReplace(String(flat.replaceRegistryHost ?? "npmjs"), defaultRegistry);
  return {
    flat,
    registry,
    defaultRegistry,
    registryFor(name) {
      const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
      const own = scope === undefined ? undefined : flat[`${scope}:registry`];
      return typeof own === "string" ? withSlash(own) : registry;
    },
    connection: npmConnection(flat),
    headersFor(url): Record<string, string> {
      const { token, auth } = getAuth(url, flat);
      if (token !== null) return { authorization: `Bearer ${token}` };
      return auth === null ? {} : { authorization: `Basic ${auth}` };
    },
    downloadUrl: (url) => replaceRegistryHost(url, registry, replaced),
  };
}

/**
 * Puts the configured registry in front of the URL's path, as pacote's remote fetcher does; unlike
 * there, a registry below a path (`https://corp.example/npm/`) keeps that path.
 */
export function replaceRegistryHost(
  url: string,
  registry: string,
  replaced: "always" | "never" | { host: string },
): string {
  if (replaced === "never") return url;
  // What is no URL is whoever downloads it to complain about.
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return url;
  if (replaced !== "always" && parsed.host !== replaced.host) return url;
  return `${registry}${parsed.pathname.slice(1)}`;
}

function hostToReplace(setting: string, defaultRegistry: string): "always" | "never" | { host: string } {
  if (setting === "always" || setting === "never") return setting;
  return { host: setting === "npmjs" ? new URL(defaultRegistry).host : setting };
}

/**
 * npm waits ten seconds before its first retry; someone looking at a progress display gives up
 * before. A user's own setting is kept.
 */
function gentleRetry(retry: unknown): unknown {
  const { minTimeout } = Object(retry) as { minTimeout?: unknown };
  return minTimeout === 10_000 ? { retries: 3, factor: 2, minTimeout: 500, maxTimeout: 10_000 } : retry;
}

/** npm's own folder beside this Node: its `npmrc` (Debian, nvm and others ship one) counts too. */
function npmFolder(): string {
  const beside = join(dirname(process.execPath), "..", "lib", "node_modules", "npm");
  return existsSync(beside) ? beside : dirname(process.execPath);
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
