/**
 * Edits between two words of ASCII or Latin letters: insert, delete, replace, swap of neighbours, one each
 * (optimal string alignment). More than `most` is answered as `most + 1`, as soon as that is clear.
 */
export function editDistance(from: Uint8Array, to: Uint8Array, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  if (to.length >= rows[0].length) return most + 1;
  let [before, last, now] = rows;
  for (let column = 0; column <= to.length; column++) last[column] = column;
  for (let row = 1; row <= from.length; row++) {
    now[0] = row;
    let least = row;
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(last[column]! + 1, now[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        cost = Math.min(cost, before[column - 2]! + 1);
      }
      now[column] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [before, last, now] = [last, now, before];
  }
  return Math.min(last[to.length]!, most + 1);
}

/** Words are at most this long, so three rows serve all calls. */
const rows = [new Uint8Array(256), new Uint8Array(256), new Uint8Array(256)] as const;

/** Which letters and digits a word has, a bit each; two edits change at most four of them. */
export function letterMask(word: Uint8Array): number {
  let mask = 0;
  for (let at = 0; at < word.length; at++) mask |= 1 << (word[at]! & 31);
  return mask >>> 0;
}

export function bitCount(value: number): number {
  let rest = value - ((value >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
