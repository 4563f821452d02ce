/** What differs between two runs of the same: durations, hashes, temporary names. Each becomes one word. */
const passing: readonly (readonly [RegExp, string])[] = [
  [/\b(?:\d+ \+ )?\d+(?:\.\d+)? m?s\b/g, "TIME"],
  [/sha(256|512)-[A-Za-z0-9+/]{40,}={0,2}/g, "sha$1-HASH"],
  [/\/nix\/store\/[0-9a-z]{32}-/g, "/nix/store/HASH-"],
  [/\b\d+ (?:second|minute|hour|day|week|month|year)s?\b/g, "AGE"],
  [/^commit [0-9a-f]{12}$|^ {2}commit [0-9a-f]{12}$|^[0-9a-f]{7,12}(?= )/g, "COMMIT"],
  [/\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?\b/g, "DATE"],
];

/**
 * Why what a page shows is not what was printed; null: it is. On the page `…` stands for any text within a line, and on
 * a line of its own for any lines. Blanks between words count as one, since columns are as wide as what passes.
 */
export function mismatch(shown: readonly string[], printed: readonly string[]): string | null {
  if (shown.length === 0) return null;
  const pattern = shown.map(plain);
  const lines = printed.map(plain);
  if (lines.at(-1) === "") lines.pop();
  const rest = unmatched(pattern, lines);
  return rest === null ? null : `the page's '${rest}' is not where it should be in:\n${printed.join("\n")}`;
}

function plain(line: string): string {
  return passing
    .reduce((text, [from, to]) => text.replace(from, to), line)
    .replace(/[ \t]+/g, " ")
    .trimEnd();
}

/** The first line of the pattern that fits nowhere, or what was printed beyond it; null: all fits. */
function unmatched(pattern: readonly string[], lines: readonly string[]): string | null {
  const [first, ...rest] = pattern;
  if (first === undefined) return lines.length === 0 ? null : `end before '${lines[0]}`;
  if (first.trim() === "…") {
    let answer: string | null = null;
    for (let from = 0; from <= lines.length; from += 1) {
      answer = unmatched(rest, lines.slice(from));
      if (answer === null) return null;
    }
    return rest.find((line) => line.trim() !== "…" && !lines.some((other) => fits(line, other))) ?? answer;
  }
  const [line, ...others] = lines;
  return line !== undefined && fits(first, line) ? unmatched(rest, others) : first;
}

function fits(pattern: string, line: string): boolean {
  const parts = pattern.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(line);
}
