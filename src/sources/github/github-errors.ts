import type { WholeAnswer } from "../../cache/fetch-whole.ts";
import { shownUrl } from "../../cache/http-errors.ts";
import { UserError } from "../../errors.ts";
import type { GithubConfig } from "../../registry/github-config.ts";
import type { GithubSource } from "./spec.ts";

/** 401, 403 and 404 of a repository: GitHub says the same of one that is private and one that does not exist. */
export function repositoryMissing(
  { status, headers, url }: Pick<WholeAnswer, "status" | "headers" | "url">,
  { owner, repo, spec }: Pick<GithubSource, "owner" | "repo" | "spec">,
  { tokenFrom }: GithubConfig,
): UserError {
  const limited = rateLimited({ status, headers, url }, tokenFrom);
  if (limited !== null) return limited;
  if (status === 401 && tokenFrom !== null) {
    return new UserError(`the token of ${tokenFrom} is refused`, {
      code: "E_FORBIDDEN",
      where: shownUrl(url),
      hint: "Has it expired? Without any token, public repositories can be read too.",
    });
  }
  return new UserError(`there is no repository ${owner}/${repo}, or it is private`, {
    code: "E_NOT_FOUND",
    where: spec,
    hint:
      tokenFrom === null
        ? "Look at its spelling; a private one needs a token, as in GITHUB_TOKEN."
        : `Look at its spelling; if it is private, the token of ${tokenFrom} may not read it.`,
  });
}

/** What GitHub says by 403 or 429 when there were too many requests; null: it is something else. */
export function rateLimited(
  { status, headers, url }: Pick<WholeAnswer, "status" | "headers" | "url">,
  tokenFrom: string | null,
): UserError | null {
  const exhausted = headers["x-ratelimit-remaining"] === "0";
  const retryAfter = headers["retry-after"];
  if (status !== 429 && !(status === 403 && (exhausted || retryAfter !== undefined))) return null;
  const reset = Number(headers["x-ratelimit-reset"]);
  const until =
    retryAfter !== undefined && /^\d+$/.test(retryAfter)
      ? ` for ${retryAfter} seconds`
      : Number.isFinite(reset) && reset > 0
        ? ` until ${new Date(reset * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`
        : "";
  return new UserError(`GitHub takes no more requests from here${until}`, {
    code: "E_RATE_LIMIT",
    where: shownUrl(url),
    hint:
      tokenFrom === null
        ? "Wait, or set GITHUB_TOKEN: with a token of your own the limit is higher."
        : `Wait; the token of ${tokenFrom} has used up its requests.`,
  });
}
