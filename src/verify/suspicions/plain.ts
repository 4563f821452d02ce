import { latinLookalike } from "./confusables.ts";

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/**
 * A text as a model understands it: letters of other alphabets that look like Latin ones, styled letters, accents,
 * entities and emphasis do not keep words from being found. Normalised by NFKD (UAX #15).
 */
export function plain(text: string): string {
  const bare = text
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos|nbsp));/gi, (whole, dec, hex, name) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
      const code = dec === undefined ? Number.parseInt(hex, 16) : Number(dec);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    .replace(/<\/?(?:b|i|u|s|em|strong|span|font|mark|code|small|big)\b[^<>]{0,40}>/gi, "")
    .replace(/[*`]|~~|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])/g, "");
  return bare.replace(/[^\0-~]/gu, latinLookalike);
}

/** A name as words: `readTheFile_now` is `read The File now`. */
export function wordsOfName(name: string): string {
  return name
    .replace(/%20/g, " ")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[\s_.+-]+/g, " ");
}
