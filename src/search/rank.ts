import MiniSearch from "minisearch";
import { type Candidate, specOf } from "./candidate.ts";
import { serverLikeness } from "./likeness.ts";
import { topicOf, wordsOf } from "./words.ts";

/** A candidate and what its place in the list comes from. */
export interface Ranked extends Candidate {
  /** 0 to 1, of `rank`. */
  readonly score: number;
  /** 0 to 1: how much it looks like a server. */
  readonly likeness: number;
}

/** What is less like a server than this is left out. */
const LEAST_LIKENESS = 0.3;

const YEAR = 365 * 24 * 3600 * 1000;

/**
 * Candidates of all registries in one order, best first. The score is a product, so that no one virtue makes up for the
 * lack of another:
 *
 * - relevance: MiniSearch's (BM25) over name, keywords and description, as a share of the best one's; a name counts four
 *   times, a keyword twice. What has not half of the query's words is out.
 * - likeness: whether it is a server at all (`serverLikeness`).
 * - popularity, from 1 to 2: the logarithm of a week's downloads, of which ten million are the most. PyPI and most mirrors
 *   tell none; then a well-known server counts as one of ten thousand, and any other as one of a hundred.
 * - freshness, from 1 down to 0.7: what was last published three years ago may still work.
 *
 * @param now milliseconds
 */
export function rank(query: string, candidates: readonly Candidate[], now: number): Ranked[] {
  const topic = topicOf(query);
  const unique = new Map(candidates.map((one) => [specOf(one), one]));
  const index = new MiniSearch<{ id: string; name: string; keywords: string; description: string }>({
    fields: ["name", "keywords", "description"],
    tokenize: wordsOf,
  });
  index.addAll(
    [...unique].map(([id, one]) => ({ id, ...one, name: one.name, keywords: one.keywords.join(" ") })),
  );
  const found = index.search(topic.join(" "), {
    boost: { name: 4, keywords: 2 },
    prefix: (term) => term.length > 2,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
  });
  const best = found[0]?.score ?? 1;
  return found
    .filter((one) => one.queryTerms.length * 2 >= topic.length)
    .map(({ id, score }) => {
      const candidate = unique.get(id)!;
      const likeness = serverLikeness(candidate);
      const parts = (score / best) * likeness * popularity(candidate) * freshness(candidate, now);
      return { ...candidate, likeness, score: Math.round((parts / 2) * 1000) / 1000 };
    })
    .filter((one) => one.likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.score - a.score || (specOf(a) < specOf(b) ? -1 : 1));
}

function popularity({ downloads, known }: Candidate): number {
  const assumed = known ? 10_000 : 100;
  return 1 + Math.min(1, Math.log10(1 + (downloads ?? assumed)) / 7);
}

function freshness({ published }: Candidate, now: number): number {
  const time = published === null ? Number.NaN : Date.parse(published);
  const years = Number.isNaN(time) ? 1 : (now - time) / YEAR;
  return 1 - 0.3 * Math.min(1, Math.max(0, (years - 0.5) / 2.5));
}
