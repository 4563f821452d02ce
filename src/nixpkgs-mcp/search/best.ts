/** Keeps the best of many scored numbers without sorting them all: a heap whose top is the worst kept. */
export class Best {
  readonly #most: number;
  readonly #numbers: number[] = [];
  readonly #scores: number[] = [];

  /** @param most at least 1 */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is not better than this is not kept. */
  get least(): number {
    return this.#numbers.length < this.#most ? -1 : this.#scores[0]!;
  }

  offer(number: number, score: number): void {
    if (this.#numbers.length < this.#most) {
      this.#numbers.push(number);
      this.#scores.push(score);
      this.#rise(this.#numbers.length - 1);
    } else if (isBetter(score, number, this.#scores[0]!, this.#numbers[0]!)) {
      this.#numbers[0] = number;
      this.#scores[0] = score;
      this.#sink();
    }
  }

  /** Best first; of equal ones the smaller number. */
  inOrder(): { document: number; score: number }[] {
    const all = this.#numbers.map((document, at) => ({ document, score: this.#scores[at]! }));
    return all.sort((one, other) => other.score - one.score || one.document - other.document);
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#numbers.length && this.#isWorse(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }

  #isWorse(one: number, other: number): boolean {
    return isBetter(this.#scores[other]!, this.#numbers[other]!, this.#scores[one]!, this.#numbers[one]!);
  }

  #swap(one: number, other: number): void {
    const [numbers, scores] = [this.#numbers, this.#scores];
    [numbers[one], numbers[other]] = [numbers[other]!, numbers[one]!];
    [scores[one], scores[other]] = [scores[other]!, scores[one]!];
  }
}

function isBetter(score: number, number: number, thanScore: number, thanNumber: number): boolean {
  return score > thanScore || (score === thanScore && number < thanNumber);
}
