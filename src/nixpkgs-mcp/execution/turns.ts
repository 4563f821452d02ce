import pLimit from "p-limit";

interface Waiting {
  /** Runs it, or does nothing where it was given up. */
  readonly begin: () => Promise<void>;
}

/**
 * At most `atOnce` pieces of work at a time, and callers take turns: one that asks for a hundred does not keep
 * another, who asks for one, waiting for more than a turn.
 */
export class Turns {
  readonly #limit: ReturnType<typeof pLimit>;
  /** In the order of their turns; a caller with nothing waiting is not in it. */
  readonly #queues = new Map<unknown, Waiting[]>();

  constructor(atOnce: number) {
    this.#limit = pLimit(atOnce);
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
      void this.#limit(() => this.#next());
    });
  }

  async #next(): Promise<void> {
    for (const [caller, queue] of this.#queues) {
      const first = queue.shift();
      this.#queues.delete(caller);
      // To the end of the round.
      if (queue.length > 0) this.#queues.set(caller, queue);
      return first?.begin();
    }
  }
}
