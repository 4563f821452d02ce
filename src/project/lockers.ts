import type { Source } from "../sources/source.ts";
import type { Locker } from "./locker.ts";

/** Loaded when the first server of its kind needs work: a run that finds everything locked has no use for them. */
const lockers: { readonly [Kind in Source["kind"]]: () => Promise<Locker<Kind>> } = {
  npm: async () => (await import("./npm-locker.ts")).npmLocker,
};

export function lockerOf(source: Source): Promise<Locker<Source["kind"]>> {
  return lockers[source.kind]();
}
