/**
 * Edits between two words of ASCII or Latin letters: insert, delete, replace, swap of neighbours, one each
 * (optimal string alignment). More than `most` is answered as `most + 1`, as soon as that is clear.
 *
 * @param start where in `bytes` the other word begins, `end` is after it; so that looking at many copies none
 */
export function editDistance(
  word: Uint8Array,
  bytes: Uint8Array,
  most: number,
  start = 0,
  end: number = bytes.length,
): number {
  const length = end - start;
  if (Math.abs(word.length - length) > most || length >= rows[0].length) return most + 1;
  let [before, last, now] = rows;
  for (let column = 0; column <= length; column++) last[column] = column;
  for (let row = 1; row <= word.length; row++) {
    const letter = word[row - 1]!;
    now[0] = row;
    let least = row;
    for (let column = 1; column <= length; column++) {
      const other = bytes[start + column - 1]!;
      let cost = last[column - 1]! + (letter === other ? 0 : 1);
      if (last[column]! + 1 < cost) cost = last[column]! + 1;
      if (now[column - 1]! + 1 < cost) cost = now[column - 1]! + 1;
      const isSwap = row > 1 && column > 1 && word[row - 2] === other && bytes[start + column - 2] === letter;
      if (isSwap && before[column - 2]! + 1 < cost) cost = before[column - 2]! + 1;
      now[column] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [before, last, now] = [last, now, before];
  }
  return Math.min(last[length]!, most + 1);
}

/** Words are at most this long, so three rows serve all calls. */
const rows = [new Uint8Array(256), new Uint8Array(256), new Uint8Array(256)] as const;

/** Which letters and digits a word has, a bit each; an edit changes at most two of them. */
export function letterMask(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let mask = 0;
  for (let at = start; at < end; at++) mask |= 1 << (bytes[at]! & 31);
  return mask >>> 0;
}

export function bitCount(value: number): number {
  let rest = value - ((value >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
