/** The most messages of one batch. */
const largestBatch = 100;
/** The deepest that arrays and objects may lie in each other. */
const deepest = 100;
/** The most values of one text: every one costs many times the memory of its two or three bytes. */
const mostValues = 100_000;

/**
 * Why a JSON text is not even parsed, or null. A few megabytes of `[[[[` or of `5,5,5,` become gigabytes once they are
 * values with a mistake reported for each.
 */
export function tooMuchJson(text: string): string | null {
  let depth = 0;
  let values = 0;
  let inBatch = 0;
  const isBatch = /^\s*\[/.test(text);
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index);
        break;
      case openBracket:
      case openBrace:
        if (++depth > deepest) return `it is nested deeper than ${deepest}`;
        break;
      case closeBracket:
      case closeBrace:
        depth--;
        break;
      case comma:
        if (isBatch && depth === 1 && ++inBatch >= largestBatch)
          return `a batch has ${largestBatch} messages at most`;
        if (++values > mostValues) return `it has more than ${mostValues} values`;
        break;
    }
  }
  return null;
}

const [quote, comma, openBracket, closeBracket, openBrace, closeBrace, backslash] = [
  0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d, 0x5c,
] as const;

/** Where a string that begins at `start` ends; the end of the text for one that does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
