/** Progress of many tasks at once, drawn on stderr. Never on stdout. */
export interface Tasks {
  /** A task with this name begins; the same name again starts it anew. */
  start(name: string, text?: string): Task;
  /** Erases the live lines and releases the terminal; safe to call twice. */
  stop(): void;
}

export interface Task {
  /** What is being done, and how far: `done` of `total` in `unit` (total undefined: not known). */
  update(text: string, done?: number, total?: number, unit?: "bytes" | "packages" | "files"): void;
  done(text?: string): void;
  fail(text: string): void;
}
