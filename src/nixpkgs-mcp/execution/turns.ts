interface Waiting {
  /** Runs it, or does nothing where it was given up. */
  readonly begin: () => Promise<void>;
}

/**
 * At most `atOnce` pieces of work at a time, and callers take turns: one that asks for a hundred does not keep
 * another, who asks for one, waiting for more than a turn. Where there are several places and others may come, one
 * caller never takes the last: however long its work is, another finds a place.
 */
export class Turns {
  readonly #atOnce: number;
  readonly #mostOfOne: number;
  /** How much of each caller runs. */
  readonly #running = new Map<unknown, number>();
  #runningAll = 0;
  /** In the order of their turns; a caller with nothing waiting is not in it. */
  readonly #queues = new Map<unknown, Waiting[]>();

  /** @param alone there is one caller, and never another */
  constructor(atOnce: number, alone = false) {
    this.#atOnce = atOnce;
    this.#mostOfOne = alone ? atOnce : Math.max(1, atOnce - 1);
  }

  /** @throws what `work` throws; the signal's reason, at once, when it fires before the turn came */
  take<Value>(caller: unknown, signal: AbortSignal | undefined, work: () => Promise<Value>): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      let over = false;
      const abort = () => {
        over = true;
        reject(signal?.reason);
      };
      if (signal?.aborted === true) return abort();
      signal?.addEventListener("abort", abort, { once: true });
      const begin = async () => {
        signal?.removeEventListener("abort", abort);
        if (!over) await work().then(resolve, reject);
      };
      const queue = this.#queues.get(caller);
      if (queue === undefined) this.#queues.set(caller, [{ begin }]);
      else queue.push({ begin });
      this.#fill();
    });
  }

  #fill(): void {
    while (this.#runningAll < this.#atOnce) {
      const next = [...this.#queues].find(([caller]) => this.#runningOf(caller) < this.#mostOfOne);
      if (next === undefined) return;
      const [caller, queue] = next;
      const first = queue.shift()!;
      this.#queues.delete(caller);
      // To the end of the round.
      if (queue.length > 0) this.#queues.set(caller, queue);
      this.#count(caller, 1);
      void first.begin().finally(() => {
        this.#count(caller, -1);
        this.#fill();
      });
    }
  }

  #runningOf(caller: unknown): number {
    return this.#running.get(caller) ?? 0;
  }

  #count(caller: unknown, change: 1 | -1): void {
    this.#runningAll += change;
    const now = this.#runningOf(caller) + change;
    if (now === 0) this.#running.delete(caller);
    else this.#running.set(caller, now);
  }
}
