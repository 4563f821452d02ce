import type { Project } from "../config/load.ts";
import { locksPath, readLocks, writeLocks } from "../config/lock.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { withProjectLock } from "../config/project-lock.ts";

/**
 * Writes servers into the lock file as they get done, so that a run that is killed has not worked for
 * nothing. What comes while a write is going on goes into the next one.
 */
export class LockSaver {
  readonly #root: string;
  #waiting = new Map<string, LockedServer>();
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(project: Pick<Project, "root">) {
    this.#root = project.root;
  }

  add(name: string, locked: LockedServer): void {
    this.#waiting.set(name, locked);
    this.#writing ??= this.#writeAll().catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** Waits until all is written. Throws what the first failed write threw. */
  async finish(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const some = this.#waiting;
      this.#waiting = new Map();
      await withProjectLock(this.#root, async () => {
        const path = locksPath(this.#root);
        // Another run may have written other servers meanwhile: only what this run made is put in.
        await writeLocks(path, new Map([...(await readLocks(path)), ...some]));
      });
    }
    this.#writing = undefined;
  }
}
