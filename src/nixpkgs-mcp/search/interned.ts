/** Numbers of 16 bits are kept for each package. */
const MOST = 65_536;

/** Gives each different value a number, from 0 on. Throws RangeError at the 65,537th. */
export class Interned<Value> {
  readonly #numbers = new Map<string, number>();
  readonly values: Value[] = [];

  /** @param key different for different values */
  numberOf(value: Value, key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.values.length === MOST) throw new RangeError(`more than ${MOST} different lists`);
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
