import { createHash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { readdir, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import pLimit from "p-limit";
import { z } from "zod";
import { writeAtomically } from "../../cache/atomic-file.ts";

const absolute = z.string().startsWith("/");

const packageSchema = z.object({
  /** Before 2, marks did not know unfree licences of flakes that allow them. */
  version: z.literal(2),
  /** The locked flake and the attribute path: the file's name is only their hash. */
  flake: z.string(),
  attr: z.string(),
  pname: z.string().nullable(),
  /** The derivation's name without its version: policies count it as a name too. */
  drvName: z.string().nullable(),
  mainProgram: z.string().nullable(),
  marks: z.object({
    unfree: z.boolean(),
    broken: z.boolean(),
    insecure: z.boolean(),
    unsupported: z.boolean(),
  }),
  /** The output with the programs, else the first one. */
  storePath: absolute,
  programs: z.array(z.string().regex(/^[^/\0]+$/)),
  closureBytes: z.number().nullable(),
  /** The symlinks that keep it from garbage collection. */
  roots: z.array(absolute).min(1),
});

/** A package that was built: everything needed to run it without Nix. */
export type Remembered = z.output<typeof packageSchema>;

/**
 * The packages that were built, one file each, so that several processes share them without a lock: a file is
 * replaced as a whole, and whoever comes last wrote what is just as true. A broken file counts as none.
 */
export class RememberedPackages {
  readonly #folder: string;
  readonly #rootFolder: string;
  /** What was read already; whether it is there still is looked at each time. */
  readonly #read = new Map<string, Remembered>();

  constructor(cacheDir: string) {
    this.#folder = join(cacheDir, "programs");
    this.#rootFolder = join(cacheDir, "gcroots");
  }

  /** `null` also where it was garbage-collected, or could be any moment. */
  find(flake: string, attr: string): Remembered | null {
    const key = keyOf(flake, attr);
    const found = this.#read.get(key) ?? this.#onDisk(key, flake, attr);
    if (found === null || !isThere(found)) {
      this.#read.delete(key);
      return null;
    }
    this.#read.set(key, found);
    return found;
  }

  async keep(entry: Omit<Remembered, "version">): Promise<Remembered> {
    const key = keyOf(entry.flake, entry.attr);
    const remembered: Remembered = { version: 2, ...entry };
    this.#read.set(key, remembered);
    // A cache that cannot be written costs time, and no call.
    await writeAtomically(this.#file(key), JSON.stringify(remembered), { durable: false }).catch(() => {});
    return remembered;
  }

  /** Removes what was not used for this long, and broken files; Nix may then collect the packages. */
  async prune(maxAgeMs: number): Promise<void> {
    const limit = pLimit(8);
    const names = await readdir(this.#folder).catch(() => []);
    await Promise.all(
      names.map((name) =>
        limit(async () => {
          const file = join(this.#folder, name);
          const stats = await stat(file).catch(() => null);
          if (stats === null || Date.now() - stats.mtimeMs < maxAgeMs) return;
          const entry = packageSchema.safeParse(parsed(file)).data;
          // Whoever wrote the file, only links of ours are removed.
          const ours = (entry?.roots ?? []).filter((root) => dirname(root) === this.#rootFolder);
          await Promise.all([file, ...ours].map((path) => rm(path, { force: true }).catch(() => {})));
        }),
      ),
    );
  }

  /** Where the symlink of a package goes; Nix adds the output's name where that is not `out`. */
  rootOf(flake: string, attr: string): string {
    return join(
      this.#rootFolder,
      `${keyOf(flake, attr)}-${attr.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 80)}`,
    );
  }

  #onDisk(key: string, flake: string, attr: string): Remembered | null {
    const entry = packageSchema.safeParse(parsed(this.#file(key))).data;
    if (entry === undefined || entry.flake !== flake || entry.attr !== attr) return null;
    // The time of its last use, for `prune`.
    void utimes(this.#file(key), new Date(), new Date()).catch(() => {});
    return entry;
  }

  #file(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function keyOf(flake: string, attr: string): string {
  return createHash("sha256")
    .update(JSON.stringify([flake, attr]))
    .digest("hex")
    .slice(0, 32);
}

/** Two `lstat`s, some microseconds: less than a person would notice after a garbage collection. */
function isThere({ storePath, roots }: Remembered): boolean {
  return [storePath, ...roots].every((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
}
