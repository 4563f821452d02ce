import { keepSecret } from "../mask-secrets.ts";

type Flat = Readonly<Record<string, unknown>>;

/** Whether npm's options already hold a login for a URL (a token or user and password of their own). */
type HasLogin = (url: string, flat: Flat) => boolean;

/**
 * Moves user and password out of the registries' URLs (`registry` and every `@scope:registry`) into npm's
 * own setting for them, `//HOST/PATH/:_auth`: npm's libraries then send the same header, and no URL that is
 * made of the registry's carries the password into a lockfile or a message. A login given as a setting wins,
 * as it does in npm, where the header that is set outdoes the URL.
 */
export function withoutUserinfo(flat: Flat, hasLogin: HasLogin): Record<string, unknown> {
  const clean: Record<string, unknown> = { ...flat };
  const logins: Record<string, string> = {};
  for (const [key, value] of Object.entries(flat)) {
    if (key !== "registry" && !/^@.*:registry$/.test(key)) continue;
    const { url, login } = splitUserinfo(String(value));
    clean[key] = url;
    if (login !== undefined && !hasLogin(url, flat)) logins[`${loginPlace(url)}:_auth`] = login;
  }
  return { ...clean, ...logins };
}

/** A URL without its userinfo, and the userinfo as HTTP's Basic authorization has it (RFC 7617). */
function splitUserinfo(text: string): { url: string; login?: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.username === "" && url.password === "")) return { url: text };
  const login = Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString("base64");
  Object.assign(url, { username: "", password: "" });
  return { url: url.href, login };
}

/** npm's key for a registry's settings: `//registry.example/npm/`. */
function loginPlace(url: string): string {
  const { host, pathname } = new URL(url);
  return `//${host}${pathname.endsWith("/") ? pathname : `${pathname}/`}`;
}

/** Hands everything npm's options log in with to `keepSecret`, in each form it may turn up in. */
export function keepLoginsSecret(flat: Flat): void {
  for (const [key, value] of Object.entries(flat)) {
    if (typeof value !== "string") continue;
    if (/(^|:)_authToken$/.test(key)) keepSecret(value);
    else if (/(^|:)_password$/.test(key)) keepAll([value, fromBase64(value)]);
    else if (/(^|:)_auth$/.test(key)) keepAll([value, fromBase64(value).replace(/^[^:]*:/, "")]);
    else if (URL.canParse(value)) keepUserinfo(new URL(value));
  }
}

/** Without a password, the user name is the token. */
function keepUserinfo({ username, password }: URL): void {
  const secret = password === "" ? username : password;
  const login = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64");
  if (secret !== "") keepAll([secret, decoded(secret), login]);
}

function keepAll(values: readonly string[]): void {
  for (const value of values) keepSecret(value);
}

function fromBase64(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
