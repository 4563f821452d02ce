/** Finds, among the texts that a server shows, the first that names something as a word of its own. */
export function messageFinder(texts: readonly string[]): (name: string) => string | null {
  return (name) => texts.find((text) => hasWord(text, name)) ?? null;
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = `${text[at - 1] ?? " "}${text[at + word.length] ?? " "}`;
    if (!/\w/.test(around)) return true;
  }
  return false;
}
