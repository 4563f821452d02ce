/**
 * The first paragraph of prose in a README (Markdown, and most of reStructuredText): past headings, badges, HTML, quotes, tables, lists and code.
 * Empty where there is none.
 */
export function firstParagraph(readme: string): string {
  const text = readme
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^(```|~~~)[\s\S]*?^\1[^\n]*$/gm, "")
    .replace(/\r/g, "");
  for (const paragraph of text.split(/\n\s*\n/)) {
    const lines = paragraph.split("\n").filter((line) => !isHeading(line));
    const kept = lines.filter((line, index) => !underlined(lines[index + 1]) && !underlined(line));
    const joined = kept
      .map((line) => line.trim())
      .join(" ")
      .trim();
    if (isProse(joined)) return withoutMarkup(joined).replace(LEAD, capital);
  }
  return "";
}

/** "This is a server that …" says no more than "Server that …". */
const LEAD =
  /^this (?:is|(?:repository|repo|project|package|module) (?:is|contains|provides|has)) (?:an?|the) (\p{L})/iu;
const capital = (_: string, letter: string) => letter.toUpperCase();

const isHeading = (line: string) => /^\s{0,3}#{1,6}(?:\s|$)/.test(line);
const underlined = (line: string | undefined) => line !== undefined && /^\s{0,3}(?:=+|-{2,})\s*$/.test(line);

function isProse(paragraph: string): boolean {
  if (/^(?:[>|]|\.\.\s|[-*+]\s|\d+[.)]\s|\[[^\]]+\]:|\s{4})/.test(paragraph)) return false;
  const words = withoutMarkup(paragraph);
  return /\p{L}{2,}\s+\p{L}+/u.test(words) && words.length > 15;
}

function withoutMarkup(text: string): string {
  return text
    .replace(/\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)/g, "")
    .replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])/g, "")
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "$1")
    .replace(/<[^>]*>/g, "")
    .replace(/`([^`]*)`/g, "$1")
    .replace(/(?<![\w*])(\*{1,3}|_{1,3})(?=\S)([^*]*?\S)\1(?![\w*])/g, "$2")
    .replace(/\s+/g, " ")
    .trim();
}
