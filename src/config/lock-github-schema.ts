import { z } from "zod";
import { sriSha256 } from "./lock-fields.ts";

/** A repository on GitHub at one commit: `src` of every recipe that builds from one, `fetchFromGitHub` in Nix. */
export const githubSrcSchema = z.strictObject({
  type: z.literal("github"),
  owner: z.string(),
  repo: z.string(),
  /** Tag, as the repository spells it; null: by `rev`. */
  tag: z.string().nullable(),
  /** The commit that tag stood for. */
  rev: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "a commit"),
  /** NAR hash of the unpacked archive. */
  hash: sriSha256,
  /** Host of a GitHub Enterprise Server; null: github.com. */
  githubBase: z.string().nullable(),
  /** It can be read only with a token. */
  private: z.boolean(),
});

export type GithubSrc = z.infer<typeof githubSrcSchema>;
