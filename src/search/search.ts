import type { UserError } from "../errors.ts";
import type { Fetchers } from "../project/locker.ts";
import { asUserError } from "../project/server-error.ts";
import type { Patience } from "../sources/pypi/fetch-page.ts";
import type { SearchAnswer, SearchedSource } from "./candidate.ts";
import { type Ranked, rank } from "./rank.ts";

export interface SearchOptions {
  readonly sources: readonly SearchedSource[];
  /** Servers wanted. */
  readonly limit: number;
  readonly fetchers: Pick<Fetchers, "npm" | "pypi">;
  readonly signal?: AbortSignal | undefined;
  /** Of requests that npm's own settings do not govern; for tests. */
  readonly patience?: Patience | undefined;
  readonly onEvent?: ((event: SearchEvent) => void) | undefined;
  /** Milliseconds. */
  readonly now?: number | undefined;
}

export type SearchEvent = { readonly source: SearchedSource } & (
  | { readonly type: "start" }
  | {
      readonly type: "step";
      readonly text: string;
      readonly done: number;
      readonly total?: number;
      readonly unit: "bytes" | "packages";
    }
  | { readonly type: "done"; readonly candidates: number }
  | { readonly type: "fail"; readonly error: UserError }
);

export interface SearchResult {
  /** Best first. */
  readonly servers: readonly Ranked[];
  readonly notes: readonly string[];
  /** A registry that fails leaves the others'. */
  readonly errors: readonly UserError[];
}

type Searcher = (query: string, options: SearchOptions) => Promise<SearchAnswer>;

/** One line a registry. */
const searchers: Readonly<Record<SearchedSource, Searcher>> = {
  async npm(query, { fetchers, limit, signal }) {
    const { searchNpm } = await import("./search-npm.ts");
    return searchNpm(query, await fetchers.npm(), { limit, signal });
  },
  async pypi(query, { fetchers, limit, signal, patience, onEvent }) {
    const { searchPypi } = await import("./search-pypi.ts");
    return searchPypi(query, await fetchers.pypi(), {
      limit,
      signal,
      patience,
      onBytes: (done) =>
        onEvent?.({
          source: "pypi",
          type: "step",
          text: "reading the list of all names",
          done,
          unit: "bytes",
        }),
      onProgress: (done, total) =>
        onEvent?.({
          source: "pypi",
          type: "step",
          text: "asking about projects",
          done,
          total,
          unit: "packages",
        }),
    });
  },
};

/** MCP servers for a query, of all registries in one order. Throws nothing but an AbortError. */
export async function search(query: string, options: SearchOptions): Promise<SearchResult> {
  const { sources, limit, signal, onEvent, now = Date.now() } = options;
  const errors: UserError[] = [];
  const answers = await Promise.all(
    sources.map(async (source): Promise<SearchAnswer> => {
      onEvent?.({ source, type: "start" });
      try {
        const answer = await searchers[source](query, options);
        onEvent?.({ source, type: "done", candidates: answer.candidates.length });
        return answer;
      } catch (thrown) {
        signal?.throwIfAborted();
        const error = asUserError(thrown);
        errors.push(error);
        onEvent?.({ source, type: "fail", error });
        return { candidates: [], notes: [] };
      }
    }),
  );
  const candidates = answers.flatMap((one) => one.candidates);
  return {
    servers: rank(query, candidates, now).slice(0, limit),
    notes: answers.flatMap((one) => one.notes),
    errors,
  };
}
