import type { Nix, StringPart } from "./ast.ts";

/**
 * The two ways Nix writes a string, and what must be escaped in each. Source: `src/libexpr/lexer.l`
 * of NixOS/nix (states STRING and IND_STRING) and `stripIndentation` in `parser-state.hh`.
 */

/** Nix has no way to write NUL, and a lone surrogate is no Unicode text. */
function checkText(text: string): void {
  if (text.includes("\0")) throw new TypeError("a Nix string cannot hold the NUL character");
  if (/\p{Surrogate}/u.test(text)) throw new TypeError("a Nix string cannot hold half a surrogate pair");
}

const PLAIN_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  $: "\\$",
};

/**
 * The text between the quotes of `"…"`. `beforeSplice`: a `${expr}` follows, so that a final `$` must
 * be escaped too (`$$` would hide the splice).
 */
export function escapePlain(text: string, beforeSplice: boolean): string {
  checkText(text);
  const pattern = beforeSplice ? /[\\"\n\r\t]|\$(?=\{|$)/g : /[\\"\n\r\t]|\$(?=\{)/g;
  return text.replace(pattern, (char) => PLAIN_ESCAPES[char] as string);
}

/**
 * The text between `''` and `''`, line breaks kept as they are. `last`: nothing follows but the
 * closing quotes; otherwise a `${expr}` does.
 */
export function escapeIndented(text: string, last: boolean): string {
  checkText(text);
  let out = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    const next = text[at + 1];
    if (char === "\t") out += "''\\t";
    else if (char === "\r") out += "''\\r";
    else if (char === "$" && (next === "{" || (next === undefined && !last))) out += "''$";
    else if (char === "'" && next === "'") {
      out += "'''";
      at++;
    } else if (char === "'" && (next === undefined || "$\t\r".includes(next))) {
      // A bare quote would run together with the quotes of the escape or splice that follows it.
      out += "''\\'";
    } else out += char;
  }
  return out;
}

/** The parts of one line; text of one line next to text is joined. */
export type Line = readonly StringPart[];

/**
 * The lines of a `''` string, or null where its value could not be kept: Nix strips the indentation
 * all lines share and drops spaces of a line that has nothing else.
 */
export function indentedLines(parts: readonly StringPart[]): Line[] | null {
  const lines: StringPart[][] = [[]];
  for (const part of parts) {
    if (typeof part !== "string") {
      lines.at(-1)?.push(part);
      continue;
    }
    part.split("\n").forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== "") lines.at(-1)?.push(text);
    });
  }
  if (lines.length < 2) return null;
  const joined = lines.map(joinText);
  const filled = joined.filter((line) => line.length > 0);
  const spacesOnly = filled.some((line) =>
    line.every((part) => typeof part === "string" && /^ *$/.test(part)),
  );
  const indented = filled.every((line) => typeof line[0] === "string" && line[0].startsWith(" "));
  return spacesOnly || indented ? null : joined;
}

function joinText(line: readonly StringPart[]): StringPart[] {
  const out: StringPart[] = [];
  for (const part of line) {
    const previous = out.at(-1);
    if (typeof part === "string" && typeof previous === "string") out[out.length - 1] = previous + part;
    else out.push(part);
  }
  return out;
}

/** Text that lies side by side joined, empty text gone. */
export function joinParts(parts: readonly StringPart[]): StringPart[] {
  return joinText(parts.filter((part) => part !== ""));
}

/** Whether `part` is an expression. */
export function isSplice(part: StringPart): part is Nix {
  return typeof part !== "string";
}
