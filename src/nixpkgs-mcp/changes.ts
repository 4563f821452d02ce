/** What may become another while a server runs: the list of tools, the catalog. */
type Change = "tools" | "catalog";

export interface Changes {
  tell(change: Change): void;
  /** What comes back ends it. */
  listen(change: Change, listener: () => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<readonly [Change, () => void]>();
  return {
    tell: (change) => {
      for (const [of, listener] of listeners) if (of === change) listener();
    },
    listen: (change, listener) => {
      const entry = [change, listener] as const;
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
  };
}
