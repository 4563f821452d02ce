/**
 * Names that a registry's text search would find for `text`, best first. npm's own search is fuzzy
 * over name, keywords and description; names alone are enough to test "did you mean".
 */
export function nearNames(text: string, names: readonly string[]): string[] {
  const wanted = words(text);
  return names
    .map((name) => ({ name, score: likeness(wanted, words(name)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function likeness(wanted: readonly string[], found: readonly string[]): number {
  const hits = wanted.filter((word) => found.some((other) => other.includes(word) || nearly(word, other)));
  return wanted.length === 0 ? 0 : hits.length / Math.max(wanted.length, found.length);
}

/** Equal but for one letter added, lost, changed, or two swapped. */
function nearly(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 4) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const middleA = a.slice(start, a.length - end);
  const middleB = b.slice(start, b.length - end);
  const swapped = middleA.length === 2 && middleA === [...middleB].reverse().join("");
  return swapped || Math.max(middleA.length, middleB.length) <= 1;
}
