import { fetchWhole } from "../../cache/fetch-whole.ts";
import type { GithubConfig } from "../../registry/github-config.ts";

/** The feed has ten entries, each with its notes. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Tag → when its release was published, in milliseconds, of the ten newest: from the feed of releases, which needs no API.
 * Not from git: the date of a commit is whatever its author's clock says. Empty where there is no such feed.
 *
 * Source: GitHub's documentation, "Linking to releases"; RFC 4287.
 * @throws as `fetchWhole`
 */
export async function releaseDates(
  owner: string,
  repo: string,
  config: GithubConfig,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const { status, body } = await fetchWhole({
    url: `${config.web}${owner}/${repo}/releases.atom`,
    connection: config.connection,
    maxBytes: MOST_BYTES,
    accepted: [401, 403, 404, 406, 429],
    signal,
  });
  return status === 200 ? datesInFeed(body.toString("utf8")) : new Map();
}

/** Notes in an entry are escaped, so that its elements are the only ones of their names. */
export function datesInFeed(feed: string): Map<string, number> {
  const dates = new Map<string, number>();
  for (const [, entry = ""] of feed.matchAll(/<entry\b[^>]*>(.*?)<\/entry>/gs)) {
    const [, tag] = /<link\b[^>]*\bhref="[^"]*\/releases\/tag\/([^"]+)"/.exec(entry) ?? [];
    const time = Date.parse(/<updated>\s*([^<]+?)\s*<\/updated>/.exec(entry)?.[1] ?? "");
    if (tag === undefined || Number.isNaN(time)) continue;
    try {
      dates.set(decodeURIComponent(tag.replaceAll("&amp;", "&")), time);
    } catch {
      // No tag is called that.
    }
  }
  return dates;
}
