import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomically } from "../../config/atomic-write.ts";
import { withProjectLock } from "../../config/project-lock.ts";
import type { CatalogFacts } from "./types.ts";

const pointerSchema = z.object({
  format: z.literal(1),
  /** The folder, beside the pointer, that holds the index. */
  generation: z.string().regex(/^g-[0-9a-f]+$/),
  facts: z.object({
    origin: z.string(),
    packages: z.number(),
    etag: z.string().nullable(),
    sha256: z.string(),
    fetchedAt: z.string(),
    revision: z.string().nullable(),
  }),
  /** When its origin last said that it is current; milliseconds since 1970. */
  checkedAt: z.number(),
  /** Tells versions of a local file apart. */
  stamp: z.string().nullable(),
});

/** What one catalog's folder says about itself. */
export type Pointer = z.infer<typeof pointerSchema> & { readonly facts: CatalogFacts };

/** What a run that was killed left behind is swept away after this. */
const ABANDONED_MS = 60 * 60 * 1000;

/**
 * The indexes of one catalog on disk: `current.json` names the folder that is in use. A new index is made in a
 * folder of its own, renamed, and then pointed to, so that a reader finds the old one or the new one. Processes
 * that still read an old one keep its files open.
 */
export class CatalogStore {
  readonly folder: string;

  /** @param folder of this catalog alone */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** null where there is none, or none that can be read. */
  async pointer(): Promise<Pointer | null> {
    try {
      return pointerSchema.parse(JSON.parse(await readFile(this.#pointerPath, "utf8")));
    } catch {
      return null;
    }
  }

  pathOf(pointer: Pointer): string {
    return join(this.folder, pointer.generation);
  }

  /** One process at a time works on it; others wait. @throws `E_BUSY`, `E_WRITE`, the signal's reason */
  async exclusively<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await mkdir(this.folder, { recursive: true });
    return withProjectLock(this.folder, work, signal === undefined ? {} : { signal });
  }

  /**
   * Lets `make` fill a folder and puts it in the place of what is there.
   *
   * @param make what it throws leaves the old one in place
   */
  async replace(make: (folder: string) => Promise<Omit<Pointer, "format" | "generation">>): Promise<Pointer> {
    const id = randomBytes(8).toString("hex");
    const building = join(this.folder, `building-${id}`);
    const before = await this.pointer();
    try {
      await mkdir(building, { recursive: true });
      const made = await make(building);
      const generation = `g-${id}`;
      await rename(building, join(this.folder, generation));
      const pointer: Pointer = { format: 1, generation, ...made };
      await this.update(pointer);
      await this.#sweep(generation, before?.generation);
      return pointer;
    } finally {
      await rm(building, { recursive: true, force: true });
    }
  }

  async update(pointer: Pointer): Promise<void> {
    await writeFileAtomically(this.#pointerPath, `${JSON.stringify(pointer, null, 2)}\n`);
  }

  get #pointerPath(): string {
    return join(this.folder, "current.json");
  }

  /** The one before is read by processes that have not noticed yet, but their files stay open to them. */
  async #sweep(current: string, before: string | undefined): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (name === current || !/^(?:g|building)-/.test(name)) continue;
      const path = join(this.folder, name);
      const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
      // Another process may be about to open one that was made just now.
      if (name === before || age > ABANDONED_MS) await rm(path, { recursive: true, force: true });
    }
  }
}
