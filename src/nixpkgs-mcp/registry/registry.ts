import { type FSWatcher, statSync, watch } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeError } from "../../config/atomic-write.ts";
import { withProjectLock } from "../../config/project-lock.ts";
import { messageOf, UserError } from "../../errors.ts";
import { readRegistry, setAside, writeRegistry } from "./file.ts";
import type { Installed } from "./schema.ts";

/** The tools that were installed, in this process and in others with the same state folder. */
export interface Registry {
  /** As read last; reads again where the file changed since. Never throws: a bad file is told by `onProblem`. */
  list(): Promise<readonly Installed[]>;
  /** Adds or replaces. Throws `E_REGISTRY_NEWER`, `E_WRITE`, `E_BUSY`. */
  install(tool: Installed): Promise<void>;
  /** Whether it was there. Throws as `install`. */
  uninstall(attr: string): Promise<boolean>;
  /** Each time the list became another, here or in another process. */
  onChanged(listener: () => void): void;
  close(): void;
}

export interface RegistryOptions {
  /** `$XDG_STATE_HOME/nixpkgs-mcp`. */
  readonly folder: string;
  /** The file was unusable: what was done about it. */
  readonly onProblem: (message: string) => void;
}

/** Opens `installed_tools.json` of a folder, which need not be there. */
export function openRegistry({ folder, onProblem }: RegistryOptions): Registry {
  const path = join(folder, "installed_tools.json");
  const listeners: (() => void)[] = [];
  let tools: readonly Installed[] = [];
  let stamp: string | undefined;
  let reading: Promise<void> | undefined;
  let watcher: FSWatcher | undefined;

  const stampNow = () => {
    const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? "none" : `${stats.ino}.${stats.mtimeNs}.${stats.size}`;
  };

  const accept = (read: readonly Installed[]) => {
    const changed = JSON.stringify(read) !== JSON.stringify(tools);
    tools = read;
    if (changed) for (const listener of listeners) listener();
  };

  /** What the file holds; one that cannot be understood is kept under another name, by one process alone. */
  const load = async (isLocked: boolean): Promise<readonly Installed[]> => {
    const contents = await readRegistry(path);
    if (contents.kind === "tools") return contents.tools;
    if (contents.kind === "newer") {
      throw new UserError(
        `a newer nixpkgs-mcp wrote the list of installed tools (form ${contents.version})`,
        {
          code: "E_REGISTRY_NEWER",
          where: path,
          hint: "Use that version, or move the file away.",
        },
      );
    }
    if (!isLocked) return withProjectLock(folder, () => load(true));
    const aside = await setAside(path);
    onProblem(`installed_tools.json could not be read (${contents.reason}); it is kept as ${aside}`);
    return [];
  };

  const refresh = async () => {
    const now = stampNow();
    if (now === stamp) return;
    try {
      accept(now === "none" ? [] : await load(false));
    } catch (error) {
      // What was read before still holds.
      onProblem(messageOf(error));
    }
    stamp = stampNow() === now || now === "none" ? now : undefined;
  };

  const change = async <T>(
    edit: (before: readonly Installed[]) => { after: readonly Installed[]; answer: T },
  ) => {
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw writeError(error, folder);
    });
    const answer = await withProjectLock(folder, async () => {
      const { after, answer } = edit(await load(true));
      await writeRegistry(path, after);
      stamp = stampNow();
      accept(after);
      return answer;
    });
    startWatching();
    return answer;
  };

  const startWatching = () => {
    if (watcher !== undefined) return;
    try {
      // The folder: a file that is replaced is another file.
      watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
        if (name === null || name === "installed_tools.json") void list();
      });
      watcher.on("error", () => watcher?.close());
    } catch {
      // No folder yet, or no more watches to be had: every list looks anyway.
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
        after: [...before.filter(({ attr }) => attr !== tool.attr), tool],
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
    close: () => watcher?.close(),
  };
}
