import type { UserError } from "../errors.ts";
import type { Fetchers } from "../project/locker.ts";
import type { Patience } from "../sources/pypi/fetch-page.ts";
import type { Ecosystem, Hit, PackageVersion } from "./advisory.ts";

/** What a source of advisories answered. */
export interface Answer {
  readonly hits: readonly Hit[];
  /** Packages that nobody could be asked about. */
  readonly unanswered: readonly PackageVersion[];
  /** Requirements of a package, by `packageKey`, where the source tells them and the lock does not. */
  readonly requirements: ReadonlyMap<string, readonly string[]>;
  /** A failure leaves the other registries' answers. */
  readonly errors: readonly UserError[];
}

export interface AskContext {
  readonly fetchers: Pick<Fetchers, "cache" | "npm" | "pypi">;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Of requests that npm's own settings do not govern; for tests. */
  readonly patience?: Patience | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Asks about packages of one ecosystem, each of them once. Throws nothing but an AbortError. */
export type Ask = (packages: readonly PackageVersion[], context: AskContext) => Promise<Answer>;

/** One line an ecosystem; each is loaded when there is something to ask. */
export const askers: Readonly<
  Record<Ecosystem, { readonly title: string; readonly load: () => Promise<Ask> }>
> = {
  npm: { title: "npm", load: async () => (await import("./ask-npm.ts")).askNpm },
  pypi: { title: "PyPI", load: async () => (await import("./ask-pypi.ts")).askPypi },
  go: { title: "Go", load: async () => (await import("./ask-go.ts")).askGo },
};
