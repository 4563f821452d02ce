import type { Source } from "../sources/source.ts";
import type { AskJob, AskPublished, Published } from "./published.ts";

/** One line a kind of source. */
const askers: { readonly [Kind in Source["kind"]]: () => Promise<AskPublished<Kind>> } = {
  npm: async () => (await import("./published/npm.ts")).publishedOnNpm,
  pypi: async () => (await import("./published/pypi.ts")).publishedOnPypi,
  go: async () => (await import("./published/go.ts")).publishedGoModule,
  github: async () => (await import("./published/github.ts")).publishedOnGithub,
};

/** What is published of a source. Throws UserErrors as the source's own look-ups do. */
export async function versionsOf(source: Source, job: AskJob): Promise<Published> {
  // What the table holds under a kind is for that kind, which its type cannot say of a union.
  const ask = (await askers[source.kind]()) as AskPublished<Source["kind"]>;
  return ask(source, job);
}
