import { editDistance } from "./edit-distance.ts";
import { languageWords, setsOfLanguage } from "./languages.ts";
import { isStopWord, isWeakWord, joined, stemOf, wordsOf } from "./words.ts";

/** One word of a query. */
export interface QueryWord {
  readonly text: string;
  readonly stem: string;
  /** Fits nearly everything; a package that lacks it lacks nothing. */
  readonly weak: boolean;
  /** The sets of the language it names, beside words of others: any package in them has this word. */
  readonly language: RegExp | undefined;
}

export interface ParsedQuery {
  /** As typed, without space around it. */
  readonly text: string;
  readonly words: readonly QueryWord[];
  /** All of it as a name: "youtubedl". */
  readonly whole: string;
  /** Neighbours that may be one name: "imagemagick" of "image magick convert", "python38" of "python 3.8". */
  readonly pairs: readonly NamedWords[];
}

/** Words that stand one after the other. */
export interface NamedWords {
  readonly text: string;
  /** The first of them. */
  readonly at: number;
  readonly count: number;
}

/** A document's words are a byte's bits; more words only make a query slower. */
const MOST_WORDS = 8;

const LONGEST_QUERY = 300;

/** What a query says. Never throws; a query of nothing has no words. */
export function parseQuery(typed: string): ParsedQuery {
  const text = typed.trim().slice(0, LONGEST_QUERY);
  const all = wordsOf(text.replace(/^(?:nixpkgs|pkgs)[.#]/, ""));
  const unique = [...new Set(all)];
  const telling = unique.filter((word) => !isStopWord(word));
  const kept = (telling.length > 0 ? telling : unique).slice(0, MOST_WORDS);
  const strong = kept.filter((word) => !isWeakWord(word));
  const words = kept.map((word) => ({
    text: word,
    stem: stemOf(word),
    weak: strong.length > 0 && isWeakWord(word),
    language: kept.length > 1 ? languageOf(word) : undefined,
  }));
  const isNext = (at: number) => all.indexOf(kept[at]!) - all.indexOf(kept[at - 1]!) === 1;
  const pairs = kept.slice(1).flatMap((word, at): NamedWords[] => {
    if (!isNext(at + 1)) return [];
    const text = kept[at]! + word;
    const minor = kept[at + 2] ?? "";
    const isVersion = /^\d{1,3}$/.test(word) && /^\d{1,3}$/.test(minor) && isNext(at + 2);
    return [{ text, at, count: 2 }, ...(isVersion ? [{ text: text + minor, at, count: 3 }] : [])];
  });
  return { text, words, whole: joined(text), pairs };
}

function languageOf(word: string): RegExp | undefined {
  const exact = setsOfLanguage(word);
  if (exact !== undefined || word.length < 5) return exact;
  const typed = Buffer.from(word);
  const meant = languageWords.find(
    (language) => language.length > 4 && editDistance(typed, Buffer.from(language), 1) === 1,
  );
  return meant === undefined ? undefined : setsOfLanguage(meant);
}
