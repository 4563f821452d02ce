/**
 * The strings of a TOML text (TOML 1.1, "String"), found without the parser: it hands every character of a string
 * to a function as an argument of its own, and so has no stack left for one of some 100 kB.
 */

export interface TomlString {
  readonly start: number;
  readonly end: number;
  readonly isKey: boolean;
}

/** What is left of the parser's stack is unknown; this is a quarter of what it takes on Node 20. UTF-16 code units. */
export const longest = 30_000;

/** Whatever begins something that other brackets and quotes have no meaning in. */
const opener = /#|"""|'''|"|'/g;
const ends: Readonly<Record<string, RegExp>> = {
  "#": /\n/g,
  "'''": /'{3,5}/g,
  "'": /['\n]/g,
  '"""': /"{3,5}/g,
  '"': /["\n]/g,
};

/** The strings; one that does not end ends the list. `between`: called with each part that is neither string nor comment. */
export function tomlStrings(
  text: string,
  between: (start: number, end: number) => void = () => {},
): TomlString[] {
  const strings: TomlString[] = [];
  for (let at = 0; ; ) {
    opener.lastIndex = at;
    const found = opener.exec(text);
    between(at, found?.index ?? text.length);
    if (found === null) return strings;
    const [quotes] = found;
    const start = found.index;
    const end = endAfter(text, start + quotes.length, quotes);
    if (end === undefined) return strings;
    if (quotes !== "#") strings.push({ start, end, isKey: /^[ \t]*[.=]/.test(text.slice(end, end + 100)) });
    at = end;
  }
}

function endAfter(text: string, from: number, quotes: string): number | undefined {
  const end = ends[quotes]!;
  for (let at = from; ; ) {
    end.lastIndex = at;
    const found = end.exec(text);
    if (found === null) return undefined;
    if (quotes.startsWith('"') && isEscaped(text, found.index, from)) at = found.index + 1;
    else return quotes.length === 1 && quotes !== "#" && found[0] === "\n" ? undefined : end.lastIndex;
  }
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number, from: number): boolean {
  let count = 0;
  while (at - count > from && text[at - count - 1] === "\\") count++;
  return count % 2 === 1;
}

const escapes: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\u001b",
  '"': '"',
  "\\": "\\",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a string cannot hold.
const control = /[\x00-\x08\x0b-\x1f\x7f]/;

/** What a string says; undefined where that is not TOML. */
export function tomlStringValue(text: string, { start, end }: TomlString): string | undefined {
  const source = text.slice(start, end).replaceAll("\r\n", "\n");
  const quotes = /^(?:"""|'''|"|')/.exec(source)![0];
  const inner = source.slice(quotes.length, -quotes.length);
  const body = quotes.length === 3 ? inner.replace(/^\n/, "") : inner;
  if (control.test(body)) return undefined;
  if (quotes.startsWith("'")) return body;
  let valid = true;
  const value = body.replace(
    /\\(?:([btnfre"\\])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([ \t]*\n[ \t\n]*)|)/g,
    (_, letter?: string, x?: string, u?: string, long?: string, blank?: string) => {
      if (letter !== undefined) return escapes[letter]!;
      if (blank !== undefined) return "";
      const code = Number.parseInt(x ?? u ?? long ?? "", 16);
      const known = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      valid &&= known;
      return known ? String.fromCodePoint(code) : "";
    },
  );
  return valid ? value : undefined;
}
