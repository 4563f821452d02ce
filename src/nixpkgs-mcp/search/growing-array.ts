type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array;

interface NumbersConstructor<Kind extends Numbers> {
  new (length: number): Kind;
}

/** Numbers whose count is not known beforehand, without the cost of an array of values. */
export class GrowingArray<Kind extends Numbers> {
  #numbers: Kind;
  #length = 0;
  readonly #Kind: NumbersConstructor<Kind>;

  constructor(Kind: NumbersConstructor<Kind>, capacity = 1 << 14) {
    this.#Kind = Kind;
    this.#numbers = new Kind(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new this.#Kind(Math.ceil(this.#length * 1.6));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = value;
  }

  get(at: number): number {
    return this.#numbers[at]!;
  }

  set(at: number, value: number): void {
    this.#numbers[at] = value;
  }

  /** The numbers so far, not copied; valid until the next `push`. */
  view(): Kind {
    return this.#numbers.subarray(0, this.#length) as Kind;
  }
}
