import { join, resolve } from "node:path";
import { xdgFolders } from "../../config/xdg.ts";
import { defaultLimits } from "../execution/options.ts";
import type { Definition } from "../tools/definitions.ts";
import { checkFlags } from "./check-flags.ts";
import { type FlagValues, usageError } from "./flags.ts";
import { type LogLevel, logLevels } from "./log-levels.ts";
import type { Config } from "./schema.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface HttpSettings {
  readonly port: number;
  readonly host: string;
  readonly tokenFile: string | null;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly maxSessions: number;
  readonly idleMinutes: number;
}

/** What holds for one run of the server: flags before the file before the defaults. Paths are absolute. */
export interface Settings {
  readonly channel: string;
  readonly baseUrl: string;
  readonly catalogFile: string | null;
  readonly flake: string;
  readonly tier1Only: boolean;
  /** Attributes of the common tools; null: the built-in list. */
  readonly tools: readonly string[] | null;
  readonly definitions: Readonly<Record<string, Definition>>;
  readonly policyFile: string;
  /** Whether the policy was named, and so has to be there. */
  readonly policyAsked: boolean;
  readonly sandbox: "none" | "bubblewrap" | null;
  /** Folders for clients without roots of their own. */
  readonly roots: readonly string[];
  /** Seconds. */
  readonly timeout: number;
  readonly concurrency: number;
  readonly prewarm: readonly string[] | "common";
  /** null: the usual ones. */
  readonly versions: { readonly url: string | null; readonly flake: string | null };
  readonly metrics: boolean;
  readonly logLevel: LogLevel;
  /** null: stdio. */
  readonly http: HttpSettings | null;
  readonly cacheDir: string;
  readonly stateDir: string;
}

/** `$XDG_CONFIG_HOME/nixpkgs-mcp/config.yaml`. */
export function configPath(env: Env): string {
  return join(xdgFolders(env).config, "nixpkgs-mcp", "config.yaml");
}

/** Puts flags, file and defaults together. Relative paths of flags are of `cwd`. Throws `E_USAGE`. */
export function settingsOf(flags: FlagValues, config: Config, env: Env, cwd: string): Settings {
  const xdg = xdgFolders(env);
  const absolute = (path: string) => resolve(cwd, path.replace(/^~(?=\/)/, xdg.home));
  const channel = flags.channel ?? config.channel ?? "nixos-unstable";
  const catalog = flags.catalog ?? config.catalog;
  const policy = flags.policy ?? config.policy;
  const prewarm = flags.prewarm === "common" ? "common" : words(flags.prewarm);
  const baseUrl = addressOf(flags["base-url"]);
  if (flags["tier1-only"] === true && flags.tools !== undefined)
    throw usageError("--tier1-only leaves the common tools out, and --tools names some: give one of them");
  checkFlags(flags, { tools: words(flags.tools), prewarm });
  return {
    channel,
    baseUrl: baseUrl ?? config.base_url ?? "https://channels.nixos.org",
    catalogFile: catalog === undefined ? null : absolute(catalog),
    flake: flags.flake ?? config.flake ?? `github:NixOS/nixpkgs/${channel}`,
    // Who names tools wants them, whatever the file says.
    tier1Only: flags["tier1-only"] ?? (flags.tools === undefined && config.tier1_only === true),
    tools: words(flags.tools) ?? config.tools ?? null,
    definitions: config.definitions ?? {},
    policyFile: policy === undefined ? join(xdg.config, "nixpkgs-mcp", "policy.yaml") : absolute(policy),
    policyAsked: policy !== undefined,
    sandbox: oneOf("sandbox", flags.sandbox, ["none", "bubblewrap"] as const) ?? config.sandbox ?? null,
    // A service begins at the top, where nobody means to work.
    roots: (flags.root ?? config.roots ?? [cwd === "/" ? xdg.home : cwd]).map(absolute),
    timeout: positive("timeout", flags.timeout) ?? config.timeout ?? 120,
    concurrency: config.concurrency ?? defaultLimits.runsAtOnce,
    prewarm: prewarm ?? config.prewarm ?? [],
    versions: { url: config.versions?.url ?? null, flake: config.versions?.flake ?? null },
    metrics: flags.metrics ?? config.metrics ?? false,
    logLevel: oneOf("log-level", flags["log-level"], logLevels) ?? config.log_level ?? "warning",
    http: httpOf(flags, config, env, absolute),
    cacheDir: join(xdg.cache, "nixpkgs-mcp"),
    stateDir: join(xdg.state, "nixpkgs-mcp"),
  };
}

function httpOf(
  flags: FlagValues,
  config: Config,
  env: Env,
  absolute: (path: string) => string,
): HttpSettings | null {
  const file = config.http ?? {};
  // systemd gives the socket; there is no port to name then.
  const activated = env.LISTEN_FDS !== undefined && env.LISTEN_PID === String(process.pid);
  const port = portOf(flags.http) ?? file.port ?? (activated ? 0 : undefined);
  if (port === undefined) {
    const needless = (["host", "token-file"] as const).find((name) => flags[name] !== undefined);
    if (needless !== undefined) throw usageError(`--${needless} is of no use without --http PORT`);
    return null;
  }
  const tokenFile = flags["token-file"] ?? file.token_file;
  return {
    port,
    host: flags.host ?? file.host ?? "127.0.0.1",
    tokenFile: tokenFile === undefined ? null : absolute(tokenFile),
    allowedHosts: file.allowed_hosts ?? [],
    allowedOrigins: file.allowed_origins ?? [],
    maxSessions: file.max_sessions ?? 64,
    idleMinutes: file.idle_minutes ?? 30,
  };
}

function words(list: string | undefined): string[] | undefined {
  return list?.split(/[\s,]+/).filter((word) => word !== "");
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw usageError(`--http ${text} is not a port`);
  return Number(text);
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0 && number <= 86_400)) throw usageError(`--${name} ${text}: a number of seconds is wanted`);
  return number;
}

function addressOf(text: string | undefined): string | undefined {
  if (text !== undefined && !/^https?:\/\/./.test(text)) {
    throw usageError(`--base-url ${text}: an http or https address is wanted`);
  }
  return text?.replace(/\/+$/, "");
}

function oneOf<const T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly T[],
): T | undefined {
  if (text === undefined || choices.includes(text as T)) return text as T | undefined;
  throw usageError(`--${name} must be one of ${choices.join(", ")}`);
}
