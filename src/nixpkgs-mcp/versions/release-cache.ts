import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "../../cache/atomic-file.ts";
import { type Release, releaseSchema } from "./service.ts";

const fileSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  at: z.iso.datetime(),
  releases: z.array(releaseSchema).nullable(),
});

/** Answers of the service on the disk; a broken file counts as none. */
export class ReleaseCache {
  readonly #folder: string;

  constructor(cacheDir: string) {
    this.#folder = join(cacheDir, "versions");
  }

  /** With its age in milliseconds; `undefined` where there is none. */
  async find(key: string): Promise<{ releases: Release[] | null; ageMs: number } | undefined> {
    try {
      const file = fileSchema.parse(JSON.parse(await readFile(this.#file(key), "utf8")));
      if (file.key !== key) return undefined;
      const ageMs = Date.now() - Date.parse(file.at);
      // The clock was set back: as if it were old.
      return { releases: file.releases, ageMs: ageMs < 0 ? Number.POSITIVE_INFINITY : ageMs };
    } catch {
      return undefined;
    }
  }

  async keep(key: string, releases: Release[] | null): Promise<void> {
    const file: z.input<typeof fileSchema> = { version: 1, key, at: new Date().toISOString(), releases };
    // A cache that cannot be written costs time, and no call.
    await writeAtomically(this.#file(key), JSON.stringify(file), { durable: false }).catch(() => {});
  }

  #file(key: string): string {
    return join(this.#folder, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`);
  }
}
