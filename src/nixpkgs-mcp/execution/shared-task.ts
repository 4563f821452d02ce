/**
 * Work that several callers wait for and that is done once: it is stopped only when all of them have given up,
 * and each of them hears of its progress.
 */
export class SharedTasks<Value, Progress> {
  readonly #running = new Map<string, Task<Value, Progress>>();

  /**
   * @param work gets a signal of its own; must settle soon after it fires
   * @throws what `work` throws; the caller's own signal's reason, at once, when that fires
   */
  async join(
    key: string,
    caller: {
      readonly signal?: AbortSignal | undefined;
      readonly onProgress?: ((step: Progress) => void) | undefined;
    },
    work: (run: { signal: AbortSignal; onProgress: (step: Progress) => void }) => Promise<Value>,
  ): Promise<Value> {
    const { signal, onProgress } = caller;
    signal?.throwIfAborted();
    const task = this.#running.get(key) ?? this.#start(key, work);
    const listener = onProgress ?? (() => {});
    task.listeners.push(listener);
    let leave = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal?.reason);
      signal?.addEventListener("abort", leave, { once: true });
    });
    try {
      return await Promise.race([task.promise, left]);
    } finally {
      signal?.removeEventListener("abort", leave);
      task.listeners.splice(task.listeners.indexOf(listener), 1);
      if (task.listeners.length === 0 && this.#running.get(key) === task) {
        // Who comes from now on begins anew instead of joining what is being stopped.
        this.#running.delete(key);
        task.controller.abort(signal?.reason);
      }
    }
  }

  /** Resolves when everything that was begun has ended; what runs is stopped. */
  async close(): Promise<void> {
    const tasks = [...this.#running.values()];
    for (const task of tasks) task.controller.abort(new Error("closed"));
    await Promise.allSettled(tasks.map(({ promise }) => promise));
  }

  #start(
    key: string,
    work: (run: { signal: AbortSignal; onProgress: (step: Progress) => void }) => Promise<Value>,
  ): Task<Value, Progress> {
    const controller = new AbortController();
    const listeners: ((step: Progress) => void)[] = [];
    const onProgress = (step: Progress) => {
      for (const listener of [...listeners]) listener(step);
    };
    const promise = work({ signal: controller.signal, onProgress });
    const task = { promise, controller, listeners };
    this.#running.set(key, task);
    const forget = () => {
      if (this.#running.get(key) === task) this.#running.delete(key);
    };
    promise.then(forget, forget);
    return task;
  }
}

interface Task<Value, Progress> {
  readonly promise: Promise<Value>;
  readonly controller: AbortController;
  readonly listeners: ((step: Progress) => void)[];
}
