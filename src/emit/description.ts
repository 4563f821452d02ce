/**
 * An npm description as nixpkgs wants `meta.description`: one line, no article at its start, no full
 * stop at its end, a capital first, not starting with the package's own name.
 *
 * Source: nixpkgs, pkgs/README.md, "Meta attributes". `pnames` are the names it must not start with.
 */
export function nixDescription(text: string, pnames: readonly string[]): string {
  const line = plainLine(text);
  const bare = trimEnd(firstSentence(withoutLead(line, pnames)));
  const short = shorten(bare);
  return short === "" ? "Model Context Protocol server" : capital(short);
}

const LONGEST = 120;

/** Markdown, HTML and emoji are decoration in a package.json. */
function plainLine(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]*>/g, " ")
    .replace(/[*_]{2,}/g, "")
    .replace(/\p{Extended_Pictographic}|\uFE0F|\u200D/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

function withoutLead(line: string, pnames: readonly string[]): string {
  for (const name of pnames.toSorted((a, b) => b.length - a.length)) {
    if (!line.toLowerCase().startsWith(name.toLowerCase())) continue;
    const rest = line.slice(name.length);
    const joined = /^\s*(?:[-–—:|]\s+|is\s+(?=an?\s|the\s))/.exec(rest);
    if (joined !== null) return withoutLead(rest.slice(joined[0].length), pnames);
  }
  const article = /^(?:an?|the)\s+(?=\S)/i.exec(line);
  return article === null ? line : line.slice(article[0].length);
}

/** Only a text too long to keep is cut at a sentence. */
function firstSentence(line: string): string {
  if (line.length <= LONGEST) return line;
  const end = /[.!?](?=\s+\p{Lu})/u.exec(line);
  return end === null || end.index < 20 ? line : line.slice(0, end.index);
}

function shorten(line: string): string {
  if ([...line].length <= LONGEST) return line;
  const cut = [...line].slice(0, LONGEST - 1).join("");
  const space = cut.lastIndexOf(" ");
  return `${trimEnd(space > LONGEST / 2 ? cut.slice(0, space) : cut)}…`;
}

function trimEnd(line: string): string {
  return line.replace(/[\s.,;:!-]+$/u, "");
}

/** A word written in its own way (`npm`, `iOS`) keeps it. */
function capital(line: string): string {
  return /^\p{Ll}+(?![\p{L}\p{N}.@/_-])/u.test(line) && !line.startsWith("npm")
    ? (line[0] as string).toUpperCase() + line.slice(1)
    : line;
}
