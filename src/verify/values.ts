/** What a value is at most as long as: a UUID. */
const MAX_LENGTH = 36;

const token =
  /(?<![A-Za-z0-9])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?|\d+(?:[.:,/-]\d+)*)(?![A-Za-z0-9])|[\p{L}\p{M}\p{N}]+|\s+|[^\p{L}\p{M}\p{N}\s]/giu;

/** A text in pieces, of which a value (a time, a UUID, a number) is one, as is a word, and each sign between them. */
export function tokensOf(text: string): string[] {
  return text.match(token) ?? [];
}

const names = new Set(
  "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun am pm utc gmt cet cest est edt pst pdt".split(
    " ",
  ),
);

/**
 * Whether pieces look like a number, a time, a date, a UUID, a digest or a short id, and like nothing that could be
 * read as words: four letters on end that are not of a hexadecimal number are a word.
 */
export function isValue(tokens: readonly string[]): boolean {
  return tokens.join("").length <= MAX_LENGTH && tokens.every(isPartOfValue);
}

function isPartOfValue(text: string): boolean {
  if (/^[ .,:/+-]$/.test(text) || names.has(text.toLowerCase())) return true;
  if (/^[\d.:,/-]+$/.test(text) || /^[\da-f-]{4,}$/i.test(text)) return true;
  if (/^\d{4}-\d\d-\d\d[T ][\d:.Z+-]+$/i.test(text)) return true;
  return /^[A-Za-z\d]+$/.test(text) && /\d/.test(text) && !/[g-z]/i.test(longRuns(text));
}

/** The runs of four letters and more. */
function longRuns(text: string): string {
  return (text.match(/[A-Za-z]{4,}/g) ?? []).join(" ");
}
