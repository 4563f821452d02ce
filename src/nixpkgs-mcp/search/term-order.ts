import { sortedByKey } from "./sorted-by-key.ts";

/**
 * The numbers of words in the order of their bytes, which is that of their UTF-16 units too: words have nothing
 * beyond the BMP.
 *
 * @param starts where each word begins in `bytes`; one more for the end
 */
export function termOrder(bytes: Uint8Array, starts: Uint32Array): Uint32Array {
  const begins = Uint32Array.from({ length: starts.length - 1 }, (_, word) => {
    return firstBytes(bytes, starts[word]!, starts[word + 1]!);
  });
  const order = sortedByKey(begins);
  const compare = (one: number, other: number) => compareWords(bytes, starts, one, other);
  for (let from = 0, to = 0; from < order.length; from = to) {
    const begin = begins[order[from]!];
    while (to < order.length && begins[order[to]!] === begin) to++;
    if (to - from > 1) order.subarray(from, to).sort(compare);
  }
  return order;
}

/** The first four bytes as a number; zeros where the word has none, as no word has zeros. */
function firstBytes(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < start + 4; at++) value = (value << 8) | (at < end ? bytes[at]! : 0);
  return value >>> 0;
}

function compareWords(bytes: Uint8Array, starts: Uint32Array, one: number, other: number): number {
  const [start, end] = [starts[one]!, starts[one + 1]!];
  const offset = starts[other]! - start;
  const otherEnd = starts[other + 1]! - offset;
  for (let at = start; at < end && at < otherEnd; at++) {
    const difference = bytes[at]! - bytes[at + offset]!;
    if (difference !== 0) return difference;
  }
  return end - otherEnd;
}
