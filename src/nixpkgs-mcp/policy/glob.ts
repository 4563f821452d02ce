/**
 * Does a pattern name this text? `*` stands for any characters (dots included: `python313Packages.*`), `?`
 * for one, everything else for itself; the whole text counts. Runs in linear time for any pattern.
 */
export function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  let i = 0;
  while (i < text.length) {
    if (at < pattern.length && pattern[at] === "*") {
      star = at++;
      retry = i;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[i])) {
      at++;
      i++;
    } else if (star !== -1) {
      at = star + 1;
      i = ++retry;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

/** The first of the patterns that names one of the texts. */
export function matchOf(
  patterns: readonly string[],
  texts: readonly string[],
  { ignoreCase = false }: { readonly ignoreCase?: boolean } = {},
): string | undefined {
  const same = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  return patterns.find((pattern) => texts.some((text) => globMatches(same(pattern), same(text))));
}
