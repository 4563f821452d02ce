import { type FSWatcher, mkdirSync, statSync, watch } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeError } from "../../config/atomic-write.ts";
import { withProjectLock } from "../../config/project-lock.ts";
import { messageOf, UserError } from "../../errors.ts";
import {
  type Entry,
  emptyRegistry,
  newEntry,
  type RegistryContents,
  type RegistryFile,
  readRegistry,
  setAside,
  sweepUnfinished,
  writeRegistry,
} from "./file.ts";
import type { Installed } from "./schema.ts";

/** The tools that were installed, in this process and in others with the same state folder. */
export interface Registry {
  /**
   * As read last; reads again where the file changed since. Never throws and waits for no other process: a bad file,
   * or an entry in it that cannot be used, is told by `onProblem`.
   */
  list(): Promise<readonly Installed[]>;
  /** Adds or replaces. Throws `E_REGISTRY_NEWER`, `E_WRITE`, `E_BUSY`. */
  install(tool: Installed): Promise<void>;
  /** Whether it was there. Throws as `install`. */
  uninstall(attr: string): Promise<boolean>;
  /** Each time the list became another, here or in another process. */
  onChanged(listener: () => void): void;
  close(): void;
}

interface RegistryOptions {
  /** `$XDG_STATE_HOME/nixpkgs-mcp`. */
  readonly folder: string;
  /** The file was unusable: what was done about it. */
  readonly onProblem: (message: string) => void;
}

/** Milliseconds for the lock: a change is worth a wait, a file that is corrupt may stay where it is for now. */
const patience = { change: 30_000, setAside: 2_000 };

/** Opens `installed_tools.json` of a folder, which need not be there. */
export function openRegistry({ folder, onProblem }: RegistryOptions): Registry {
  const path = join(folder, "installed_tools.json");
  const listeners: (() => void)[] = [];
  let tools: readonly Installed[] = [];
  /** Whether the file was read before: what is read first is no change. */
  let known = false;
  let stamp: string | undefined;
  let reading: Promise<void> | undefined;
  let watcher: FSWatcher | undefined;

  const stampNow = () => {
    const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? "none" : `${stats.ino}.${stats.mtimeNs}.${stats.size}`;
  };

  const closed = new AbortController();
  const told = new Set<string>();
  const tellOnce = (message: string) => {
    if (!told.has(message)) onProblem(message);
    told.add(message);
  };

  const accept = ({ entries }: RegistryFile) => {
    for (const { tool, attr, problem } of entries) {
      if (tool !== null) continue;
      const which = attr === undefined ? "an entry" : `the entry '${attr}'`;
      tellOnce(`installed_tools.json: ${which} cannot be used and is kept as it is (${problem})`);
    }
    // Of two with one name the later one counts, as when it had been installed again.
    const byAttr = new Map(
      entries.flatMap(({ tool }) => (tool === null ? [] : [[tool.attr, tool] as const])),
    );
    const read = [...byAttr.values()].toSorted((a, b) => (a.attr < b.attr ? -1 : 1));
    const changed = known && JSON.stringify(read) !== JSON.stringify(tools);
    tools = read;
    known = true;
    if (changed) for (const listener of listeners) listener();
  };

  /** What the file holds, for who holds the lock; one that cannot be understood is kept under another name. */
  const loadLocked = async (): Promise<RegistryFile> => {
    const contents = await readRegistry(path);
    if (contents.kind !== "corrupt") return usable(contents, path);
    const aside = await setAside(path);
    onProblem(`installed_tools.json could not be read (${contents.reason}); it is kept as ${aside}`);
    return emptyRegistry;
  };

  /** At once where the lock is free; otherwise nobody waits: who holds it may hold it for long. */
  const setAsideSoon = async (reason: string) => {
    const { signal } = closed;
    const attempt = (patience: number) => withProjectLock(folder, loadLocked, { patience, signal });
    const defer = (error: unknown) => {
      if (signal.aborted) return;
      tellOnce(
        `installed_tools.json could not be read (${reason}); it stays until the next change (${messageOf(error)})`,
      );
    };
    await attempt(0).catch((error: unknown) => {
      if (!(error instanceof UserError && error.code === "E_BUSY")) return defer(error);
      attempt(patience.setAside).catch(defer);
    });
  };

  const refresh = async () => {
    const now = stampNow();
    if (now === stamp) return;
    try {
      const contents = await readRegistry(path);
      if (contents.kind === "corrupt") await setAsideSoon(contents.reason);
      accept(contents.kind === "corrupt" ? emptyRegistry : usable(contents, path));
    } catch (error) {
      // What was read before still holds.
      onProblem(messageOf(error));
    }
    stamp = stampNow() === now ? now : undefined;
  };

  const change = async <T>(edit: (before: readonly Entry[]) => { after: readonly Entry[]; answer: T }) => {
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw writeError(error, folder);
    });
    const answer = await withProjectLock(
      folder,
      async () => {
        await sweepUnfinished(path);
        const file = await loadLocked();
        if (!known) accept(file);
        const { after, answer } = edit(file.entries);
        const edited = { ...file, entries: after };
        await writeRegistry(path, edited);
        stamp = stampNow();
        accept(edited);
        return answer;
      },
      { patience: patience.change },
    );
    startWatching();
    return answer;
  };

  const startWatching = () => {
    if (watcher !== undefined) return;
    try {
      // Before the first tool is installed, by whichever server, there is none.
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // The folder: a file that is replaced is another file.
      watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
        if (name === null || name === "installed_tools.json") void list();
      });
      watcher.on("error", () => watcher?.close());
    } catch {
      // No folder can be made, or no more watches are to be had: every list looks anyway.
    }
  };

  const list = async () => {
    reading ??= refresh().finally(() => {
      reading = undefined;
    });
    await reading;
    return tools;
  };

  return {
    list,
    install: (tool) =>
      change((before) => ({
        after: [...before.filter(({ attr }) => attr !== tool.attr), newEntry(tool)],
        answer: undefined,
      })),
    uninstall: (attr) =>
      change((before) => ({
        after: before.filter((each) => each.attr !== attr),
        answer: before.some((each) => each.attr === attr),
      })),
    onChanged: (listener) => {
      listeners.push(listener);
      startWatching();
    },
    close: () => {
      closed.abort();
      watcher?.close();
    },
  };
}

function usable(contents: Exclude<RegistryContents, { kind: "corrupt" }>, path: string): RegistryFile {
  if (contents.kind === "tools") return contents;
  throw new UserError(`a newer nixpkgs-mcp wrote the list of installed tools (form ${contents.version})`, {
    code: "E_REGISTRY_NEWER",
    where: path,
    hint: "Use that version, or move the file away.",
  });
}
