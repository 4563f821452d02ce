import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Connection } from "../cache/http.ts";
import { UserError } from "../errors.ts";
import { keepSecret } from "../mask-secrets.ts";
import { loadNetrc } from "./netrc.ts";
import { nixAccessToken } from "./nix-access-tokens.ts";

/** Where GitHub is, and who we are there. Holds a token: never print it. */
export interface GithubConfig {
  /** Where repositories are cloned and archives downloaded, with a slash at its end. */
  readonly web: string;
  /** The REST API, with a slash at its end. */
  readonly api: string;
  /** Host of a GitHub Enterprise Server, which `fetchFromGitHub` has to be told; null: github.com. */
  readonly githubBase: string | null;
  /** Where the token comes from (`GITHUB_TOKEN`), for messages; null: there is none. */
  readonly tokenFrom: string | null;
  /** Headers (authorization) for git's and the API's addresses; none for any other origin. */
  headersFor(url: string): Record<string, string>;
  readonly connection: Connection;
}

const GITHUB = "github.com";

/**
 * Reads where GitHub is and which token counts, from what others keep it in already: `GH_HOST` and the tokens' variables as
 * GitHub's own command line has them, Nix's `access-tokens`, netrc.
 *
 * `MCP_NIXGEN_GITHUB_URL` is another address for the same repositories, a mirror: nothing of it gets into a lock, and
 * tokens in variables are not sent there, since they are for `GH_HOST`.
 *
 * @throws UserError `E_CONFIG` for an address that is none
 */
export async function loadGithubConfig(env: NodeJS.ProcessEnv = process.env): Promise<GithubConfig> {
  const host = env.GH_HOST?.toLowerCase() || GITHUB;
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(host)) throw badAddress("GH_HOST", host);
  const mirror = env.MCP_NIXGEN_GITHUB_URL || undefined;
  const web = mirror === undefined ? `https://${host}/` : address(mirror, "MCP_NIXGEN_GITHUB_URL");
  const api = apiOf(web, env.GITHUB_API_URL);
  const own = mirror === undefined ? tokenInVariables(host, env) : undefined;
  const token = own ?? (await tokenInFiles(new URL(web).host, env));
  if (token !== undefined) keepSecret(token.value);
  const origins = new Set([new URL(web).origin, new URL(api).origin]);
  return {
    web,
    api,
    githubBase: host === GITHUB ? null : host,
    tokenFrom: token?.from ?? null,
    headersFor(url): Record<string, string> {
      if (token === undefined || !origins.has(new URL(url).origin)) return {};
      const basic = Buffer.from(`x-access-token:${token.value}`).toString("base64");
      if (url.startsWith(api)) return { authorization: `Bearer ${token.value}` };
      // git's own protocol wants a user and a password; the user's name does not matter.
      return { authorization: `Basic ${basic}` };
    },
    connection: {},
  };
}

interface Token {
  readonly value: string;
  readonly from: string;
}

/** `gh help environment`: those for github.com are not for other hosts. */
function tokenInVariables(host: string, env: NodeJS.ProcessEnv): Token | undefined {
  const names =
    host === GITHUB || host.endsWith(".ghe.com")
      ? ["GH_TOKEN", "GITHUB_TOKEN"]
      : ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
  for (const name of names) {
    const value = env[name]?.trim();
    if (value) return { value, from: name };
  }
  return undefined;
}

async function tokenInFiles(host: string, env: NodeJS.ProcessEnv): Promise<Token | undefined> {
  const home = env.HOME || homedir();
  const inNix = await nixAccessToken(host, env, home);
  if (inNix !== undefined) return inNix;
  for (const machine of host === GITHUB ? [host, `api.${host}`] : [host]) {
    // An entry for all hosts is not known to be for this one.
    const value = (await loadNetrc(env)).get(machine)?.password;
    if (value) return { value, from: env.NETRC || join(home, ".netrc") };
  }
  return undefined;
}

/** A server of one's own has its API below `/api/v3`. What Actions sets is for the server it runs on. */
function apiOf(web: string, asked: string | undefined): string {
  const { host } = new URL(web);
  const known = host === GITHUB ? `https://api.${GITHUB}/` : new URL("api/v3/", web).href;
  if (asked === undefined || asked === "") return known;
  const url = address(asked, "GITHUB_API_URL");
  return [host, `api.${host}`].includes(new URL(url).host) ? url : known;
}

function address(text: string, variable: string): string {
  const parsed = z.url({ protocol: /^https?$/ }).safeParse(text);
  if (!parsed.success) throw badAddress(variable, text);
  return text.endsWith("/") ? text : `${text}/`;
}

function badAddress(variable: string, text: string): UserError {
  return new UserError(`${variable} is no address of a GitHub server: ${text}`, {
    code: "E_CONFIG",
    where: variable,
    hint: "Unset it, or write a host (GH_HOST) or an http(s) URL (the others).",
  });
}
