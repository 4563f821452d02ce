import { z } from "zod";
import { fetchWhole } from "../../cache/fetch-whole.ts";
import { shownUrl, statusError } from "../../cache/http-errors.ts";
import { TryAgain } from "../../cache/retry.ts";
import { UserError } from "../../errors.ts";
import type { GithubConfig } from "../../registry/github-config.ts";
import { rateLimited } from "./github-errors.ts";

const releaseSchema = z.object({ tag_name: z.string().min(1) });

/**
 * The tag of the release that a repository calls its latest, which is never a pre-release; null: it has none.
 *
 * The page `releases/latest` redirects to it and needs no API, which without a token answers sixty times an hour; a private
 * repository has that page for no program, so there the API is asked.
 *
 * Source: GitHub's documentation, "Linking to releases" and "Get the latest release".
 * @throws UserError `E_RATE_LIMIT`, with the time it ends; `E_GIT` for an answer of another form
 */
export async function latestRelease(
  owner: string,
  repo: string,
  config: GithubConfig,
  signal?: AbortSignal,
): Promise<string | null> {
  const common = { connection: config.connection, signal };
  const page = await fetchWhole({
    ...common,
    url: `${config.web}${owner}/${repo}/releases/latest`,
    maxBytes: 0,
    accepted: [401, 403, 404, 429],
  });
  const tag = /\/releases\/tag\/(.+)$/.exec(new URL(page.url).pathname)?.[1];
  if (page.status === 200) return tag === undefined ? null : decoded(tag);
  const limited = rateLimited(page, config.tokenFrom);
  if (config.tokenFrom === null) {
    if (limited !== null) throw limited;
    return null;
  }
  const url = `${config.api}repos/${owner}/${repo}/releases/latest`;
  const answer = await fetchWhole({
    ...common,
    url,
    headers: config.headersFor,
    accept: "application/vnd.github+json",
    maxBytes: 8 * 1024 * 1024,
    accepted: [401, 403, 404, 429],
  });
  if (answer.status === 404) return null;
  if (answer.status !== 200) throw rateLimited(answer, config.tokenFrom) ?? refused(answer.status, url);
  try {
    return releaseSchema.parse(JSON.parse(answer.body.toString("utf8"))).tag_name;
  } catch (cause) {
    throw new UserError("the answer about the latest release is not of GitHub's form", {
      code: "E_GIT",
      where: shownUrl(url),
      cause,
    });
  }
}

function refused(status: number, url: string): Error {
  const error = statusError(status, {}, url);
  return error instanceof TryAgain ? error.failure : error;
}

function decoded(tag: string): string {
  try {
    return decodeURIComponent(tag);
  } catch {
    return tag;
  }
}
