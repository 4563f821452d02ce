import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Connection } from "../cache/http.ts";
import { UserError } from "../errors.ts";
import { keepSecret } from "../mask-secrets.ts";
import { findGo, type GoProgram, goEnvOf } from "./go-program.ts";
import { loadNetrc } from "./netrc.ts";

/** One entry of GOPROXY. */
export type GoProxy = GoProxyAddress | { readonly kind: "direct" } | { readonly kind: "off" };

export interface GoProxyAddress {
  readonly kind: "proxy";
  /** Without a slash at its end, user and password. */
  readonly url: string;
  /** Which failure lets the next entry be asked: `,` only "there is none" (404, 410), `|` any. */
  readonly nextOn: "missing" | "any";
}

/** Where Go modules come from, as the go command itself is configured. */
export interface GoConfig {
  /** The go command on PATH; null where there is none. */
  readonly go: GoProgram | null;
  /** GOPROXY, in order. */
  readonly proxies: readonly GoProxy[];
  /** GONOPROXY or GOPRIVATE: comma-separated glob patterns of modules that no proxy is asked for. */
  readonly noProxy: string;
  readonly connection: Connection;
  /** Headers (authorization) the go command would send to this URL. */
  headersFor(url: string): Record<string, string>;
}

const NAMES = ["GOPROXY", "GOPRIVATE", "GONOPROXY"] as const;
type Settings = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/**
 * Reads the go command's configuration: the environment, `go env -w`'s file, and what is built into the go command
 * on PATH, which is asked for it. Without one, GOPROXY must be set.
 *
 * @throws UserError `E_GO_PROXY` when it is not, or says what no GOPROXY can; `E_GO_CONFIG` when `go env` fails
 */
export async function loadGoConfig(env: NodeJS.ProcessEnv = process.env): Promise<GoConfig> {
  const go = await findGo(env);
  const settings = go === null ? await settingsWithoutGo(env) : await goEnvOf(go, NAMES, env);
  const { proxies, logins } = proxiesOf(settings.GOPROXY ?? "");
  const netrc = (env.GOAUTH ?? "netrc").split(";").some((one) => one.trim() === "netrc")
    ? await loadNetrc(env)
    : undefined;
  return {
    go,
    proxies,
    noProxy: settings.GONOPROXY || settings.GOPRIVATE || "",
    connection: {},
    headersFor(text): Record<string, string> {
      const url = new URL(text);
      const own = logins.get(url.origin);
      if (own !== undefined) return { authorization: own };
      // Go passes over an entry for all hosts, and over one that is not whole.
      const { login, password } = netrc?.get(url.hostname) ?? {};
      // It keeps passwords to TLS.
      if (!login || !password || url.protocol !== "https:") return {};
      return { authorization: basic(login, password) };
    },
  };
}

/**
 * Reads GOPROXY: addresses, `direct` and `off`, with `,` or `|` between. Users and passwords in addresses are taken
 * out, by origin.
 *
 * @throws UserError `E_GO_PROXY`
 */
export function proxiesOf(text: string): { proxies: GoProxy[]; logins: ReadonlyMap<string, string> } {
  const logins = new Map<string, string>();
  const proxies: GoProxy[] = [];
  for (const match of text.matchAll(/([^,|]*)([,|]|$)/g)) {
    const word = match[1]!.trim();
    if (word === "") continue;
    const nextOn = match[2] === "|" ? "any" : "missing";
    if (word === "direct" || word === "off") {
      proxies.push({ kind: word });
      // What comes after these is never asked.
      break;
    }
    // As with Go, a bare host is taken for one of TLS.
    const address = word.includes("://") ? word : `https://${word}`;
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || !/^(https?|file):$/.test(url.protocol)) throw noProxyUrl(word);
    if (url.username !== "" || url.password !== "") {
      logins.set(url.origin, basic(decodeURIComponent(url.username), decodeURIComponent(url.password)));
      url.username = "";
      url.password = "";
    }
    proxies.push({ kind: "proxy", url: url.href.replace(/\/+$/, ""), nextOn });
  }
  if (proxies.length === 0) throw unset();
  return { proxies, logins };
}

async function settingsWithoutGo(env: NodeJS.ProcessEnv): Promise<Settings> {
  const written = await goEnvFile(env);
  const pairs = NAMES.map((name) => [name, env[name] || written[name]] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

/** What `go env -w` wrote: `NAME=value` lines of $GOENV, else of the user's configuration folder. */
async function goEnvFile(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  if (env.GOENV === "off") return {};
  const base = env.XDG_CONFIG_HOME || (env.HOME ? join(env.HOME, ".config") : undefined);
  const file = env.GOENV || (base === undefined ? undefined : join(base, "go", "env"));
  const text = file === undefined ? "" : await readFile(file, "utf8").catch(() => "");
  const lines = text.split("\n").map((line) => /^([A-Z0-9_]+)=(.*?)\r?$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match === null ? [] : [[match[1]!, match[2]!]])));
}

function basic(user: string, password: string): string {
  const login = Buffer.from(`${user}:${password}`).toString("base64");
  // A token may stand in the user's place.
  for (const secret of [password === "" ? user : password, login]) keepSecret(secret);
  return `Basic ${login}`;
}

function unset(): UserError {
  return new UserError(
    "it is not known where Go modules come from: GOPROXY is not set, and there is no go command to ask",
    {
      code: "E_GO_PROXY",
      where: "GOPROXY",
      hint: "Install Go (https://go.dev/dl, or `nix shell nixpkgs#go`), or set GOPROXY to the address of a module proxy.",
    },
  );
}

function noProxyUrl(word: string): UserError {
  return new UserError("GOPROXY has an entry that is no address of a module proxy", {
    code: "E_GO_PROXY",
    where: `GOPROXY: ${word}`,
    hint: "Its entries are http, https or file URLs, `direct` and `off`, with `,` or `|` between them.",
  });
}
