/** Words that say nothing about a package. */
const STOP_WORDS = new Set(
  "a an and any are as at be between by can for from i in into is it its me my of on or some than that the this to using via want which with you your".split(
    " ",
  ),
);

/** Words that nearly every package could carry: they help where they fit and are not missed where they do not. */
const WEAK_WORDS = new Set(
  "app application based best cli client command easy fast free good gui interface lightweight line linux modern new open package program simple small software source tool tui utility".split(
    " ",
  ),
);

/** Words whose ending is no ending. */
const UNSTEMMED = new Set(
  "analysis bus bios canvas chess cursor docker dvorak error express folder header https ios jenkins kubernetes letter linux lens master mirror nodejs number nvidia paper process redis rails router series status tensor tor vector virus windows".split(
    " ",
  ),
);

/** Longest first, with what takes their place. Crude on purpose: both sides go through the same mill. */
const ENDINGS: readonly (readonly [ending: string, instead: string])[] = [
  ["ization", "iz"],
  ["isation", "iz"],
  ["ations", ""],
  ["ation", ""],
  ["ments", ""],
  ["ment", ""],
  ["izers", "iz"],
  ["izer", "iz"],
  ["ising", "iz"],
  ["izing", "iz"],
  ["ings", ""],
  ["ing", ""],
  ["ions", ""],
  ["ion", ""],
  ["ers", ""],
  ["ors", ""],
  ["ies", "y"],
  ["ied", "y"],
  ["er", ""],
  ["or", ""],
  ["ed", ""],
  ["es", ""],
  ["s", ""],
  ["e", ""],
];

const SHORTEST_STEM = 4;

/** No word of a description is longer; what is, is a hash or a URL. */
export const LONGEST_WORD = 40;

/**
 * The words of a text: lower case, no accents, split at everything that is neither letter nor digit. `c++`, `g++`
 * and `c#` stay what they are.
 */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  const found = isAscii(lower)
    ? lower.match(/[a-z]\+\+|[cf]#|[a-z0-9]+/g)
    : withoutAccents(lower).match(/[a-z]\+\+|[cf]#|[\p{L}\p{N}]+/gu);
  if (found === null) return [];
  return found.some(isTooLong) ? found.filter((word) => !isTooLong(word)) : found;
}

/** The words of a name, those that only capitals separate included: "LibreOffice" has libreoffice, libre, office. */
export function nameWordsOf(name: string): string[] {
  const words = wordsOf(name);
  if (!/[a-z][A-Z][a-z]/.test(name)) return words;
  return [...new Set([...words, ...wordsOf(name.replace(/([a-z])([A-Z][a-z])/g, "$1 $2"))])];
}

/** A name as one word, without what people leave out or put in: "youtube-dl" and "youtube dl" are "youtubedl". */
export function joined(name: string): string {
  const words = wordsOf(name);
  return words.length === 1 ? words[0]! : words.join("").slice(0, LONGEST_WORD);
}

/** The part of a word that its forms share: edit of editor, editors, editing, edited. */
export function stemOf(word: string): string {
  if (word.length <= SHORTEST_STEM || UNSTEMMED.has(word) || /\d/.test(word)) {
    return /^[a-z]{3}s$/.test(word) && !/[ais]s$/.test(word) && !UNSTEMMED.has(word)
      ? word.slice(0, 3)
      : word;
  }
  for (const [ending, instead] of ENDINGS) {
    if (!word.endsWith(ending)) continue;
    const root = word.slice(0, -ending.length) + instead;
    if (root.length < SHORTEST_STEM || (ending === "s" && /[su]s$/.test(word))) continue;
    return root.replace(/([b-df-hj-np-rt-z])\1$/, "$1").replace(/(?<=.{4})e$/, "");
  }
  return word;
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

export function isWeakWord(word: string): boolean {
  return WEAK_WORDS.has(word) || (word.endsWith("s") && WEAK_WORDS.has(word.slice(0, -1)));
}

function isTooLong(word: string): boolean {
  return word.length > LONGEST_WORD;
}

export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  return !/[^\x00-\x7f]/.test(text);
}

/** Code points beyond the BMP go too: none is a letter that a package is searched by. */
function withoutAccents(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}+|[\u{10000}-\u{10ffff}]/gu, "");
}
