import type { Connection } from "../cache/http.ts";

/** npm's `fetch-timeout` where nobody set it: five minutes, longer than anyone waits for a silent server. */
const npmsTimeout = 300_000;

/**
 * npm's network settings (`https-proxy`, `proxy`, `noproxy`, `ca`, `cafile`, `cert`, `key`, `strict-ssl`,
 * `local-address`, `fetch-timeout`) for downloads that npm's libraries do not make.
 *
 * @param flat npm's flat options. As in npm-registry-fetch, `https-proxy` is for http too.
 */
export function npmConnection(flat: Readonly<Record<string, unknown>>): Connection {
  const timeoutMs = Number(flat.timeout);
  return {
    proxy: text(flat.httpsProxy) ?? text(flat.proxy),
    noProxy: text(flat.noProxy),
    ca: texts(flat.ca),
    cert: text(flat.cert),
    key: text(flat.key),
    strictSSL: flat.strictSSL !== false,
    localAddress: text(flat.localAddress),
    timeoutMs: timeoutMs > 0 && timeoutMs !== npmsTimeout ? timeoutMs : undefined,
  };
}

/** npm writes "not set" as null, false or an empty text. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: unknown): string | readonly string[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.map(String) : text(value);
}
