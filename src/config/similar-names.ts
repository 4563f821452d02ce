/**
 * The names of `known` that a person may have meant by `word`, nearest first, at most `limit`: by
 * Damerau-Levenshtein distance (adjacent letters swapped count as one) within a third of the longer
 * word, or one containing the other. Letter case does not count.
 */
export function similarNames(word: string, known: Iterable<string>, limit = 3): string[] {
  const wanted = word.toLowerCase();
  const scored: { name: string; score: number }[] = [];
  for (const name of known) {
    const candidate = name.toLowerCase();
    const longer = Math.max(wanted.length, candidate.length);
    const distance = editDistance(wanted, candidate);
    const contained = wanted.length >= 3 && candidate.length >= 3 && eitherContains(wanted, candidate);
    if (distance <= Math.max(1, Math.floor(longer / 3)) && distance < longer) {
      scored.push({ name, score: distance });
    } else if (contained) scored.push({ name, score: longer });
  }
  scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1));
  return scored.slice(0, limit).map(({ name }) => name);
}

/** `Did you mean 'a' or 'b'?`, or undefined when nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const names = similarNames(word, known).map((name) => `'${name}'`);
  if (names.length === 0) return undefined;
  const last = names.pop() as string;
  return `Did you mean ${names.length === 0 ? last : `${names.join(", ")} or ${last}`}?`;
}

function eitherContains(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}

/** Optimal string alignment distance, O(|a|·|b|) with three rows. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, beforeLast[column - 2]! + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
