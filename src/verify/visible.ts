import { withoutOrdinary } from "./suspicions/hidden-characters.ts";

/** What would not be seen, or would do something to the terminal. Blanks other than the plain one are among it. */
const unseen =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Variation_Selector}\u115F\u1160\u3164\uFFA0\u2800]|\u034F|\u17B4|\u17B5|(?! )\p{Zs}/gu;

/** A server's text for a person: hidden characters shown as `<U+200B>`. Line ends and tabs stay. */
export function visible(text: string): string {
  const looked = withoutOrdinary(text);
  let shown = "";
  let from = 0;
  for (const { 0: character, index } of looked.matchAll(unseen)) {
    shown += text.slice(from, index) + shownAs(character, text[index + 1]);
    from = index + character.length;
  }
  return shown + text.slice(from);
}

/** The same in one line, no longer than `length`. */
export function visibleLine(text: string, length = 200): string {
  const line = visible(text.slice(0, 2 * length))
    .replace(/\s+/g, " ")
    .trim();
  return line.length > length || text.length > 2 * length ? `${line.slice(0, length)}…` : line;
}

function shownAs(character: string, next: string | undefined): string {
  if (character === "\n" || character === "\t") return character;
  if (character === "\r" && next === "\n") return "";
  return `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`;
}
