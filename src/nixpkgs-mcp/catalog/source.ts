import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { UserError } from "../../errors.ts";
import { catalogKey, catalogsFolder, downloadsFolder, originOf } from "./acquire.ts";
import { catalogError, damagedError } from "./catalog-error.ts";
import { OpenedCatalog } from "./opened-catalog.ts";
import { isStale, refresh } from "./refresh.ts";
import { CatalogStore, type Pointer } from "./store.ts";
import type { Catalog, CatalogSource, CatalogState } from "./types.ts";

export interface SourceOptions {
  /** "nixos-unstable", "nixpkgs-unstable", "nixos-25.05" */
  readonly channel: string;
  /** Channels are folders below it: "https://channels.nixos.org". */
  readonly baseUrl: string;
  /** A local packages.json or packages.json.br in place of a channel's. */
  readonly file?: string;
  readonly cacheDir: string;
  /** After this the channel is asked again, in the background. */
  readonly maxAgeMs: number;
  /** Whether nix-env may list `<nixpkgs>` when the channel cannot be had; takes minutes. */
  readonly nixPath?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The program that builds an index; by default what the bundle has beside this module. */
  readonly indexProgram?: string;
  /** What went wrong in the background: the catalog that is there goes on answering. */
  readonly onProblem?: (error: UserError) => void;
  /** For tests: pauses of retries, and how long a server may be silent, in milliseconds. */
  readonly patience?: { readonly backoffMs?: number; readonly timeoutMs?: number; readonly retries?: number };
}

/** Whoever asked for the old catalog just now may still be reading it. */
const GRACE_MS = 60_000;

/** A channel that could not be reached is not asked again at every call. */
const RETRY_MS = 5 * 60_000;

/** Opens what is in the cache at once, and brings it up to date, or into being, in the background. */
export function openCatalogSource(options: SourceOptions): CatalogSource {
  return new Source(options);
}

/** Removes every catalog, index and download; those that are open go on being read. @returns the folders that were there */
export async function clearCache(cacheDir: string): Promise<readonly string[]> {
  const folders = [catalogsFolder(cacheDir), downloadsFolder(cacheDir)].filter((folder) =>
    existsSync(folder),
  );
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
  return folders;
}

class Source implements CatalogSource {
  readonly #options: SourceOptions;
  readonly #store: CatalogStore;
  readonly #abort = new AbortController();
  readonly #stateListeners = new Set<(state: CatalogState) => void>();
  readonly #replacedListeners = new Set<() => void>();
  readonly #graces = new Map<OpenedCatalog, NodeJS.Timeout>();
  #catalog: OpenedCatalog | undefined;
  #pointer: Pointer | undefined;
  #stale = false;
  #state: CatalogState = { kind: "loading", what: "index" };
  /** Opening what is there, or getting what is not; settled when there is a catalog, or none to be had. */
  #loading: Promise<void> | undefined;
  #refreshing: Promise<void> | undefined;
  #nextTry = 0;
  #mending: Promise<void> | undefined;
  #nextMending = 0;
  #mendFailure: UserError | undefined;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#store = new CatalogStore(join(catalogsFolder(options.cacheDir), catalogKey(options)));
    this.#load().catch(() => {});
  }

  state(): CatalogState {
    if (this.#catalog === undefined) return this.#state;
    return { kind: "ready", facts: this.#catalog.facts, stale: this.#stale };
  }

  async catalog(
    run: { readonly signal?: AbortSignal; readonly onState?: (state: CatalogState) => void } = {},
  ): Promise<Catalog> {
    run.signal?.throwIfAborted();
    if (this.#catalog === undefined) await this.#waitFor(this.#load(), run);
    void this.#refreshIfStale();
    return this.#catalog!;
  }

  onReplaced(listener: () => void): void {
    this.#replacedListeners.add(listener);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await Promise.allSettled([this.#loading, this.#refreshing, this.#mending]);
    for (const [catalog, timer] of this.#graces) {
      clearTimeout(timer);
      catalog.close();
    }
    this.#graces.clear();
    this.#catalog?.close();
  }

  #load(): Promise<void> {
    this.#loading ??= this.#openOrFetch().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #openOrFetch(): Promise<void> {
    this.#abort.signal.throwIfAborted();
    const pointer = await this.#store.pointer();
    if (pointer !== null && this.#open(pointer)) {
      await this.#refreshIfStale();
      return;
    }
    try {
      await this.#refresh({ rebuild: pointer !== null });
    } catch (error) {
      const failure = this.#errorOf(error);
      this.#tell({ kind: "absent", reason: failure.message, hint: failure.hint ?? "" });
      throw failure;
    }
  }

  /** Whether it could be opened. */
  #open(pointer: Pointer): boolean {
    let next: OpenedCatalog;
    try {
      next = new OpenedCatalog(this.#store.pathOf(pointer), pointer.facts, () => this.#damaged(next));
    } catch {
      return false;
    }
    const before = this.#catalog;
    this.#catalog = next;
    this.#pointer = pointer;
    this.#tell(this.state());
    if (before === undefined) return true;
    const timer = setTimeout(() => {
      before.close();
      this.#graces.delete(before);
    }, GRACE_MS).unref();
    this.#graces.set(before, timer);
    for (const listener of this.#replacedListeners) listener();
    return true;
  }

  async #refresh({ rebuild }: { readonly rebuild: boolean }): Promise<void> {
    const pointer = await refresh(this.#options, this.#store, {
      signal: this.#abort.signal,
      rebuild,
      onState: (state) => this.#tell(state),
    });
    this.#abort.signal.throwIfAborted();
    this.#stale = false;
    const isSame = pointer.generation === this.#pointer?.generation;
    this.#pointer = pointer;
    if (isSame && this.#catalog !== undefined) return;
    if (!this.#open(pointer)) throw new Error("the index that was just made cannot be read");
  }

  /** Looks whether the catalog is out of date, and replaces it while it goes on answering. */
  async #refreshIfStale(): Promise<void> {
    if (this.#pointer === undefined || this.#refreshing !== undefined || Date.now() < this.#nextTry) return;
    this.#stale = await isStale(this.#options, this.#pointer);
    if (!this.#stale || this.#refreshing !== undefined || this.#abort.signal.aborted) return;
    this.#inBackground();
  }

  /** Has the index made anew, unless that was done; what whoever needed the damaged part is told. */
  #damaged(catalog: OpenedCatalog): UserError {
    const isDue = this.#mending === undefined && Date.now() >= this.#nextMending;
    if (isDue && this.#catalog === catalog && !this.#abort.signal.aborted) {
      this.#mendFailure = undefined;
      this.#mending = this.#mend(catalog).finally(() => {
        this.#mending = undefined;
      });
    }
    return damagedError(catalog.facts.origin, this.#mendFailure);
  }

  async #mend(catalog: OpenedCatalog): Promise<void> {
    try {
      await this.#refreshing;
      // A newer catalog may have come just now.
      if (this.#catalog === catalog) await this.#refresh({ rebuild: true });
    } catch (error) {
      this.#mendFailure = this.#errorOf(error);
      this.#nextMending = Date.now() + RETRY_MS;
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    if (!this.#abort.signal.aborted) this.#options.onProblem?.(this.#errorOf(error));
  }

  #errorOf(error: unknown): UserError {
    return catalogError(error, originOf(this.#options), this.#options.cacheDir);
  }

  #inBackground(): void {
    this.#nextTry = Date.now() + RETRY_MS;
    this.#refreshing = this.#refresh({ rebuild: false })
      // The old one goes on answering, and says that it is stale.
      .catch((error: unknown) => this.#report(error))
      .finally(() => {
        this.#refreshing = undefined;
      });
  }

  async #waitFor(
    loading: Promise<void>,
    run: Parameters<CatalogSource["catalog"]>[0] & object,
  ): Promise<void> {
    const { signal, onState } = run;
    if (onState !== undefined) this.#stateListeners.add(onState);
    let stop = () => {};
    try {
      const aborted = new Promise<never>((_, reject) => {
        stop = () => reject(signal?.reason);
        signal?.addEventListener("abort", stop, { once: true });
      });
      onState?.(this.state());
      await Promise.race([loading, aborted]);
    } finally {
      signal?.removeEventListener("abort", stop);
      if (onState !== undefined) this.#stateListeners.delete(onState);
    }
  }

  #tell(state: CatalogState): void {
    if (this.#catalog === undefined) this.#state = state;
    for (const listener of this.#stateListeners) listener(this.state());
  }
}
