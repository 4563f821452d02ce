import type { Language } from "../config/servers-schema.ts";
import type { CodeTree } from "../inspect/code-tree.ts";
import type { MetaFacts } from "../inspect/facts.ts";
import type { Source } from "../sources/source.ts";
import type { Fetchers, Step } from "./locker.ts";

/** The code of a server as it is published, and what its manifest says of it. */
export interface PublishedCode {
  readonly language: Language;
  readonly tree: CodeTree;
  /** Of the server's own package: preinstall, install, postinstall → command. */
  readonly installScripts: Readonly<Record<string, string>>;
  readonly manifestMeta: MetaFacts;
}

export interface CodeJob {
  readonly fetchers: Fetchers;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: Step) => void) | undefined;
  /** This one alone, in the place of what the source wants: the version that is locked. */
  readonly version?: string | undefined;
  /** Which of its commands is the server; undefined: as `add` chooses it. */
  readonly bin?: string | undefined;
  /** For a repository with manifests of several. */
  readonly language?: Language | undefined;
}

/** Gets the code of one kind of source and gives it to `use`, whose files can be read until `use` is done. */
export type WithCode<Kind extends Source["kind"]> = <Result>(
  source: Extract<Source, { kind: Kind }>,
  job: CodeJob,
  use: (code: PublishedCode) => Promise<Result>,
) => Promise<Result>;

/** One line a kind of source. */
const kinds: { readonly [Kind in Source["kind"]]: () => Promise<WithCode<Kind>> } = {
  npm: async () => (await import("./published-npm.ts")).withNpmCode,
  pypi: async () => (await import("./published-pypi.ts")).withPypiCode,
  go: async () => (await import("./published-go.ts")).withGoCode,
  github: async () => (await import("./published-github.ts")).withGithubCode,
};

/**
 * Downloads the published code of a server, or finds it in the cache, and gives it to `use`. Its files can be read until `use`
 * is done; what was unpacked for it is gone afterwards. Nothing of the package is run.
 *
 * @throws UserError of the source's own codes
 */
export async function withPublishedCode<Result>(
  source: Source,
  job: CodeJob,
  use: (code: PublishedCode) => Promise<Result>,
): Promise<Result> {
  // What the table holds under a kind is for that kind, which its type cannot say of a union.
  const withCode = (await kinds[source.kind]()) as WithCode<Source["kind"]>;
  return withCode(source, job, use);
}
