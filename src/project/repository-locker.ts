import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import type { RepositorySource } from "../sources/github/repository.ts";
import type { LockJob, Settled } from "./locker.ts";

/** Looks servers of one language up in a repository that is downloaded already. Nothing of them is run. */
export interface RepositoryLocker {
  settle(repository: RepositorySource, asked: ServerSpec, job: LockJob): Promise<Settled>;
  /** @param previous its lock, of the same commit */
  lock(
    repository: RepositorySource,
    server: ServerSpec,
    job: LockJob & { readonly previous: LockedServer | undefined },
  ): Promise<{ readonly locked: LockedServer; readonly notes: readonly string[] }>;
}
