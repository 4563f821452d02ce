type Env = Readonly<Record<string, string | undefined>>;

/** What tools need of the caller's environment; none of these holds a key. */
const USUAL = new Set([
  "COLORTERM",
  "HOME",
  "LANG",
  "LANGUAGE",
  "LOGNAME",
  "NIX_SSL_CERT_FILE",
  "NO_COLOR",
  "PATH",
  "SHELL",
  "SSL_CERT_FILE",
  "TERM",
  "TMPDIR",
  "TZ",
  "TZDIR",
  "USER",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_DIRS",
  "XDG_CONFIG_HOME",
  "XDG_DATA_DIRS",
  "XDG_DATA_HOME",
  "XDG_RUNTIME_DIR",
  "XDG_STATE_HOME",
]);

/** What Nix needs beside: its own settings (`NIX_…`), the proxies, how git and ssh are told of certificates. */
const NIX = new Set([
  "CURL_CA_BUNDLE",
  "GIT_SSL_CAINFO",
  "SSH_AUTH_SOCK",
  ...["ALL_PROXY", "FTP_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
]);

/** The environment of `nix`: builders and evaluation see it, so none of the caller's keys may be in it. */
export function nixEnvironment(env: Env): Record<string, string> {
  const wanted = (name: string) =>
    USUAL.has(name) || NIX.has(name) || name.startsWith("LC_") || name.startsWith("NIX_");
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
    ),
  );
}

/**
 * The environment of a tool: the usual variables, those named in the policy, and the packages' programs before
 * all others on PATH.
 *
 * @param more names of further variables
 * @param bins absolute folders
 */
export function toolEnvironment(
  env: Env,
  more: readonly string[],
  bins: readonly string[],
): Record<string, string> {
  const wanted = (name: string) => USUAL.has(name) || name.startsWith("LC_") || more.includes(name);
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
  );
  const { PATH, ...rest } = Object.fromEntries(entries);
  // Relative entries would mean folders of the tool's own working directory.
  const others = (PATH ?? "").split(":").filter((folder) => folder.startsWith("/"));
  return { ...rest, PATH: [...new Set([...bins, ...others])].join(":") };
}
