import type { Source } from "../sources/source.ts";
import type { Locker } from "./locker.ts";

/** Loaded when the first server of its kind needs work: a run that finds everything locked has no use for them. */
const lockers: { readonly [Kind in Source["kind"]]: () => Promise<Locker<Kind>> } = {
  go: async () => (await import("./go-locker.ts")).goLocker,
  github: async () => (await import("./github-locker.ts")).githubLocker,
  npm: async () => (await import("./npm-locker.ts")).npmLocker,
  pypi: async () => (await import("./pypi-locker.ts")).pypiLocker,
};

export function lockerOf(source: Source): Promise<Locker<Source["kind"]>> {
  // What the table holds under a kind is for that kind, which its type cannot say of a union.
  return lockers[source.kind]() as Promise<Locker<Source["kind"]>>;
}
