import { readFile } from "node:fs/promises";
import type { Connection } from "../cache/http.ts";
import { UserError } from "../errors.ts";
import { keepSecret } from "../mask-secrets.ts";
import { loadNetrc, type NetrcLogin } from "./netrc.ts";
import { loadPipSettings, type PipSettings } from "./pip-settings.ts";
import { builtInIndex, noIndexError } from "./pypi-default.ts";
import { loadUvSettings, type UvIndex, type UvSettings } from "./uv-settings.ts";

/** An index of Python projects: the simple API's root. */
export interface PypiIndex {
  /** With a trailing slash, without user and password: fit to be written. */
  readonly url: string;
  /** Whether it is the tools' own default, whose files nixpkgs' `fetchPypi` finds by their names. */
  readonly isBuiltIn: boolean;
}

/** How Python projects are reached, as uv or pip are configured, or do it by default. */
export interface PypiConfig {
  /** The first that has a project is the one it comes from, as in uv. */
  readonly indexes: readonly PypiIndex[];
  /** Proxy, certificates and patience for a URL. */
  connectionFor(url: string): Connection;
  /** Headers (authorization) for a URL. */
  headersFor(url: string): Record<string, string>;
  /** The same for uv and pip, run by us. Holds logins: for environments only, never to be printed. */
  readonly tools: {
    /** As `indexes`, with user and password. */
    readonly addresses: readonly string[];
    /** What pip's own files say of proxy, certificates and trust, as variables: those files are not read then. */
    readonly environment: Readonly<Record<string, string>>;
  };
}

interface PypiConfigOptions {
  /** `--index-url`: in the place of every configured index. */
  readonly indexUrl?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The index of whoever configured none; by default pip or uv are asked. */
  readonly builtIn?: ((env: NodeJS.ProcessEnv) => Promise<string | null>) | undefined;
}

/**
 * Reads where Python projects come from: `--index-url`, else uv's configuration where it names an index, else
 * pip's, else what the installed pip or uv have built in. Logins are taken from the URLs, from
 * `UV_INDEX_NAME_USERNAME` and `…_PASSWORD`, and from netrc.
 *
 * @param cwd folder whose uv.toml or pyproject.toml counts
 * @throws UserError `E_PYPI_CONFIG` for a configuration that cannot be read, an index that is no http address, and
 * when there is neither a configuration nor a tool
 */
export async function loadPypiConfig(cwd: string, options: PypiConfigOptions = {}): Promise<PypiConfig> {
  const env = options.env ?? process.env;
  const [uv, pip, netrc] = await Promise.all([
    loadUvSettings(cwd, env),
    loadPipSettings(env),
    loadNetrc(env),
  ]);
  const builtIn = await (options.builtIn ?? builtInIndex)(env);
  const chosen = chosenIndexes(options.indexUrl, uv, pip, builtIn);
  if (chosen.length === 0) throw noIndexError();
  const indexes = chosen.map((index) => readIndex(index, env));
  const logins = new Map(
    indexes.flatMap(({ url, login }) => (login === null ? [] : [[url, login] as const])),
  );
  const ca = await certificates(pip, uv, env);
  return {
    indexes: indexes.map(({ url }) => ({ url, isBuiltIn: url === builtIn })),
    connectionFor: (url) => connectionTo(url, uv, pip, ca, env),
    headersFor: (url) => authorization(loginFor(url, logins, netrc)),
    tools: { addresses: indexes.map(addressWithLogin), environment: toolEnvironment(pip, uv) },
  };
}

function chosenIndexes(
  asked: string | undefined,
  uv: UvSettings,
  pip: PipSettings,
  builtIn: string | null,
): UvIndex[] {
  if (asked !== undefined) return [{ url: asked }];
  const words = (text: string | undefined) => (text ?? "").split(/\s+/).filter((word) => word !== "");
  const last = builtIn === null ? [] : [{ url: builtIn }];
  if (uv.fallback !== undefined || uv.extra.length > 0) {
    return [...uv.extra, ...(uv.fallback === undefined ? last : [uv.fallback])];
  }
  if (/^(?:1|true|yes|on)$/i.test(pip["no-index"] ?? "")) {
    throw new UserError("pip is configured with no-index, and uv with no index at all", {
      code: "E_PYPI_CONFIG",
      hint: "Name the index to ask with --index-url or UV_DEFAULT_INDEX.",
    });
  }
  const main = words(pip["index-url"] ?? pip["pypi-url"]).slice(0, 1);
  const extra = words(pip["extra-index-url"]).map((url) => ({ url }));
  // pip has the best version of all indexes; the first that has the project is what cannot be outbid by a stranger.
  return [...extra, ...(main.length === 0 ? last : main.map((url) => ({ url })))];
}

interface ReadIndex {
  readonly url: string;
  readonly login: NetrcLogin | null;
}

function readIndex({ name, url: text }: UvIndex, env: NodeJS.ProcessEnv): ReadIndex {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new UserError("an index of Python projects is configured that is no http address", {
      code: "E_PYPI_CONFIG",
      where: text,
      hint: "Write the root of its simple API, as in https://packages.example.org/simple/.",
    });
  }
  const key = name?.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  const login = {
    login: decoded(url.username) || (env[`UV_INDEX_${key}_USERNAME`] ?? ""),
    password: decoded(url.password) || (env[`UV_INDEX_${key}_PASSWORD`] ?? ""),
  };
  Object.assign(url, { username: "", password: "", search: "", hash: "" });
  const clean = `${url.href.replace(/\/+$/, "")}/`;
  return { url: clean, login: login.login === "" && login.password === "" ? null : login };
}

/** Of the index that the URL lies under, else of one on its host, else netrc's. */
function loginFor(
  url: string,
  logins: ReadonlyMap<string, NetrcLogin>,
  netrc: ReadonlyMap<string, NetrcLogin>,
): NetrcLogin | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin, hostname } = new URL(url);
  const own =
    [...logins].find(([index]) => url.startsWith(index)) ??
    [...logins].find(([index]) => new URL(index).origin === origin);
  return own?.[1] ?? netrc.get(hostname);
}

function authorization(found: NetrcLogin | undefined): Record<string, string> {
  if (found === undefined) return {};
  const basic = Buffer.from(`${found.login}:${found.password}`).toString("base64");
  for (const secret of [found.password === "" ? found.login : found.password, basic]) keepSecret(secret);
  return { authorization: `Basic ${basic}` };
}

function addressWithLogin({ url, login }: ReadIndex): string {
  if (login === null) return url;
  const whole = new URL(url);
  whole.username = encodeURIComponent(login.login);
  whole.password = encodeURIComponent(login.password);
  return whole.href;
}

function toolEnvironment(pip: PipSettings, uv: UvSettings): Record<string, string> {
  const values: Record<string, string | undefined> = {
    PIP_CERT: pip.cert,
    PIP_CLIENT_CERT: pip["client-cert"],
    PIP_PROXY: pip.proxy,
    PIP_TRUSTED_HOST: pip["trusted-host"]?.replace(/\s+/g, " "),
    UV_INSECURE_HOST: uv.insecureHosts.length === 0 ? undefined : uv.insecureHosts.join(" "),
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

async function certificates(
  pip: PipSettings,
  uv: UvSettings,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const usesUv = uv.fallback !== undefined || uv.extra.length > 0;
  const file = (usesUv ? undefined : pip.cert) ?? env.SSL_CERT_FILE;
  if (file === undefined || file === "") return undefined;
  return readFile(file, "utf8").catch((cause) => {
    throw new UserError("the file of certificates that pip or uv are configured with cannot be read", {
      code: "E_PYPI_CONFIG",
      where: file,
      hint: "Look at `cert` in pip.conf, PIP_CERT and SSL_CERT_FILE.",
      cause,
    });
  });
}

function connectionTo(
  url: string,
  uv: UvSettings,
  pip: PipSettings,
  ca: string | undefined,
  env: NodeJS.ProcessEnv,
): Connection {
  const trusted = [...uv.insecureHosts, ...(pip["trusted-host"] ?? "").split(/\s+/)];
  const { host, hostname } = URL.canParse(url) ? new URL(url) : { host: "", hostname: "" };
  const seconds = Number(env.UV_HTTP_TIMEOUT ?? pip.timeout ?? pip["default-timeout"]);
  return {
    ...(pip.proxy ? { proxy: pip.proxy } : {}),
    ...(ca === undefined ? {} : { ca }),
    strictSSL: !trusted.some((one) => one !== "" && (one === host || one === hostname)),
    ...(seconds > 0 ? { timeoutMs: seconds * 1000 } : {}),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
