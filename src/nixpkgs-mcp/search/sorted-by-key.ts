/**
 * The numbers from 0 on in the order of their keys, integers of 32 bits; equal ones by number. Key and number are sorted as one
 * integer of 64 bits, which takes a tenth of the time of a sort that calls a function.
 */
export function sortedByKey(keys: ArrayLike<number>): Uint32Array {
  // As two halves: BigInts would be objects. The lower comes first on all of Node's platforms.
  const halves = new Uint32Array(2 * keys.length);
  for (let number = 0; number < keys.length; number++) {
    halves[2 * number] = number;
    halves[2 * number + 1] = keys[number]!;
  }
  new BigUint64Array(halves.buffer).sort();
  return Uint32Array.from(keys, (_, at) => halves[2 * at]!);
}
