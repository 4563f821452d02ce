/** How much two sets have in common, by Sørensen and Dice's measure: 0 to 1; of two empty ones nothing. */
export function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, great] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const one of small) if (great.has(one)) common += 1;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}

/** The same for the words of two texts. */
export function sharedWords(a: string, b: string): number {
  return shared(wordsOf(a), wordsOf(b));
}

/** A text's words, each once, in lower case: for a text that is held against many others. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
