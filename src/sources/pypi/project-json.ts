import { fetchWhole } from "../../cache/fetch-whole.ts";
import { shownUrl } from "../../cache/http-errors.ts";
import { UserError } from "../../errors.ts";
import type { PypiConfig, PypiIndex } from "../../registry/pypi-config.ts";
import type { Patience } from "./fetch-page.ts";

/** The description of a project can be long; the list of its releases, which comes without a version, longer. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Where an index has PyPI's JSON API: beside its simple API. null: it is laid out otherwise, and has none. */
export function jsonApiOf(index: PypiIndex): string | null {
  return /\/simple\/$/.test(index.url) ? index.url.replace(/simple\/$/, "pypi/") : null;
}

/**
 * PyPI's JSON of a project, or of one release of it; undefined: the index has no such thing.
 *
 * Source: PyPI documentation, "JSON API".
 * @param api of `jsonApiOf`
 * @param name normalised
 * @throws UserError `E_REGISTRY` for what is no JSON; those of `fetchWhole`
 */
export async function fetchProjectJson(
  api: string,
  { name, version }: { readonly name: string; readonly version?: string | undefined },
  config: PypiConfig,
  {
    signal,
    patience = {},
  }: { readonly signal?: AbortSignal | undefined; readonly patience?: Patience | undefined },
): Promise<unknown> {
  const release = version === undefined ? "" : `${encodeURIComponent(version)}/`;
  const url = `${api}${name}/${release}json`;
  const connection = config.connectionFor(url);
  const { retries, backoffMs, timeoutMs } = patience;
  const answer = await fetchWhole({
    url,
    headers: config.headersFor,
    accept: "application/json",
    accepted: [404, 410],
    maxBytes: MOST_BYTES,
    signal,
    connection: timeoutMs === undefined ? connection : { ...connection, timeoutMs },
    retries,
    backoffMs,
  });
  if (answer.status !== 200) return undefined;
  try {
    return JSON.parse(answer.body.toString("utf8"));
  } catch (cause) {
    throw new UserError("the index's answer is none of PyPI's JSON API", {
      code: "E_REGISTRY",
      where: shownUrl(url),
      hint: "Is something between here and the index, a login page perhaps?",
      cause,
    });
  }
}
