/** Characters that roff would take for something else: the accents and quotes of its own, the hyphen that may become another one. */
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\(rs",
  "-": "\\-",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  '"': "\\(dq",
};

/**
 * Any text as one line of roff: it may stand as a line of its own, inside one, and as a quoted argument of a macro.
 * White space and control characters become blanks. What is not ASCII is named by its code point
 * (groff_char(7)), so that no reader has to know the file's encoding.
 */
export function roff(text: string): string {
  const line = Array.from(text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, " "), encoded).join("");
  // A request begins with one of these (an apostrophe is a name by now), and only as the first of its line.
  return line.startsWith(".") ? `\\&${line}` : line;
}

function encoded(char: string): string {
  const named = escapes[char];
  if (named !== undefined) return named;
  if (/^[ -~]$/.test(char)) return char;
  return `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** A line of a macro; each argument is one, blanks and quotes included. */
export function macro(name: string, ...words: readonly string[]): string {
  return [`.${name}`, ...words.map((word) => `"${roff(word)}"`)].join(" ");
}
