import MiniSearch from "minisearch";
import { knownAs, lastName } from "./prior.ts";
import type { ParsedQuery } from "./query.ts";
import type { IndexRecord } from "./search-index.ts";
import { synonymsOf } from "./synonyms.ts";
import { isStopWord, joined, nameWordsOf, stemOf, wordsOf } from "./words.ts";

/** A candidate with its text. */
export interface RankItem {
  readonly document: number;
  /** From the index, see `Candidate`. */
  readonly tier: number;
  readonly score: number;
  readonly record: IndexRecord;
}

const BOOST = { name: 3, known: 2.5, program: 2, description: 1 };

/**
 * How much the text's own relevance counts beside what the index knew. Measured on all lists of queries and both
 * catalogs: up to 0.2 it settles what the index holds equal (among five: 95 % instead of 94 % of the hardest list);
 * more of it makes obscure packages with short descriptions win, alone it loses 6 to 10 % of the first places.
 */
const TEXT_SHARE = 0.2;

/**
 * Puts candidates in order by their text: MiniSearch weighs each word by how rare it is among them and how short
 * the text it stands in is (BM25+), prefixes and typos included. Documents with more of the words stay first.
 */
export function rankItems(query: ParsedQuery, items: readonly RankItem[]): readonly RankItem[] {
  if (items.length < 2) return items;
  const texts = textScores(query, items);
  const most = Math.max(...texts, 1e-9);
  const scored = items.map((item, at) => {
    return { item, value: item.score * (1 - TEXT_SHARE + (TEXT_SHARE * texts[at]!) / most) };
  });
  scored.sort(
    (one, other) =>
      other.item.tier - one.item.tier || other.value - one.value || one.item.document - other.item.document,
  );
  return scored.map(({ item }) => item);
}

function textScores(query: ParsedQuery, items: readonly RankItem[]): number[] {
  const search = new MiniSearch<{
    id: number;
    name: string;
    known: string;
    program: string;
    description: string;
  }>({
    fields: Object.keys(BOOST),
    tokenize: (text) => text.split(" "),
    processTerm: (term) => term,
  });
  search.addAll(
    items.map(({ record }, id) => ({
      id,
      name: namesOf(record),
      known: stemsOf(knownAs(record)?.words ?? ""),
      program: [record.mainProgram ?? "", ...(knownAs(record)?.programs ?? [])].join(" "),
      description: stemsOf(record.description),
    })),
  );
  const scores = items.map(() => 0);
  const queries = query.words.flatMap(({ text, stem, weak }) => {
    const boost = weak ? 0.2 : 1;
    return [
      {
        queries: [...new Set([text, stem])],
        prefix: text.length > 2,
        fuzzy: text.length > 3 ? 0.25 : false,
        boost,
      },
      { queries: [...synonymsOf(stem)], boost: 0.6 * boost },
    ].map(({ boost: by, ...one }) => ({
      ...one,
      boost: { name: BOOST.name * by, known: BOOST.known * by, program: BOOST.program * by, description: by },
    }));
  });
  for (const { id, score } of search.search({ combineWith: "OR", queries })) scores[id] = score;
  return scores;
}

function namesOf(record: IndexRecord): string {
  const words = nameWordsOf(lastName(record));
  return [...new Set([...words, joined(lastName(record)), ...words.map(stemOf)])].join(" ");
}

function stemsOf(text: string): string {
  return wordsOf(text)
    .filter((word) => !isStopWord(word))
    .map(stemOf)
    .join(" ");
}
