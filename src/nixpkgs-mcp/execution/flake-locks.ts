import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "../../cache/atomic-file.ts";
import { SharedTasks } from "./shared-task.ts";

const lockSchema = z.object({
  version: z.literal(1),
  flake: z.string(),
  /** The reference with its revision and hash. */
  url: z.string().min(1),
  at: z.iso.datetime(),
});

const metadataSchema = z.object({ url: z.string().min(1) });

/** A reference that names its revision can mean one thing only. */
const PINNED =
  /^(?:github|gitlab|sourcehut):[^/?]+\/[^/?]+\/[0-9a-f]{40}(?:\?|$)|[?&](?:rev=[0-9a-f]{40}|narHash=)/;
/** On this machine: it can be looked at anew without a network, and it changes under a developer's hands. */
const LOCAL = /^(?:path:|git\+file:|file:|[/.~])/;

interface LockRun {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Which revision a flake reference stands for. What a network reference stood for is kept on disk; once it
 * is older than `maxAgeMs` it is looked at anew in the background. A local one is looked at once in the life of this
 * object.
 */
export class FlakeLocks {
  readonly #folder: string;
  readonly #maxAgeMs: number;
  /** `nix flake metadata --json` of a flake. */
  readonly #metadata: (flake: string, signal: AbortSignal) => Promise<string>;
  readonly #known = new Map<string, string>();
  readonly #tasks = new SharedTasks<string, never>();

  constructor(options: {
    readonly cacheDir: string;
    readonly maxAgeMs: number;
    readonly metadata: (flake: string, signal: AbortSignal) => Promise<string>;
  }) {
    this.#folder = join(options.cacheDir, "flakes");
    this.#maxAgeMs = options.maxAgeMs;
    this.#metadata = options.metadata;
  }

  /** The locked reference as far as it can be told without running anything; `null` otherwise. */
  known(flake: string): string | null {
    if (PINNED.test(flake)) return flake;
    const known = this.#known.get(flake) ?? this.#onDisk(flake)?.url;
    return known ?? null;
  }

  /** @throws as the `metadata` that was given */
  async locked(flake: string, run: LockRun = {}): Promise<string> {
    if (PINNED.test(flake)) return flake;
    const known = this.#known.get(flake);
    if (known !== undefined) return known;
    return this.#tasks.join(flake, run, ({ signal }) => this.#lock(flake, signal));
  }

  /** What it stood for holds no longer (the folder changed meanwhile). */
  forget(flake: string): void {
    this.#known.delete(flake);
  }

  close(): Promise<void> {
    return this.#tasks.close();
  }

  async #lock(flake: string, signal: AbortSignal): Promise<string> {
    const before = LOCAL.test(flake) ? null : this.#onDisk(flake);
    if (before !== null) {
      const age = Date.now() - Date.parse(before.at);
      if (age < 0 || age > this.#maxAgeMs) this.#refresh(flake);
      this.#known.set(flake, before.url);
      return before.url;
    }
    const url = await this.#ask(flake, signal);
    this.#known.set(flake, url);
    return url;
  }

  /** For the next process: this one stays with the revision it began with. */
  #refresh(flake: string): void {
    void this.#tasks.join(`refresh ${flake}`, {}, ({ signal }) => this.#ask(flake, signal)).catch(() => {});
  }

  async #ask(flake: string, signal: AbortSignal): Promise<string> {
    const { url } = metadataSchema.parse(JSON.parse(await this.#metadata(flake, signal)));
    await this.#write(flake, url);
    return url;
  }

  async #write(flake: string, url: string): Promise<void> {
    const lock: z.input<typeof lockSchema> = { version: 1, flake, url, at: new Date().toISOString() };
    // A cache that cannot be written costs time, and no call.
    await writeAtomically(this.#file(flake), JSON.stringify(lock), { durable: false }).catch(() => {});
  }

  #onDisk(flake: string): z.output<typeof lockSchema> | null {
    try {
      const lock = lockSchema.parse(JSON.parse(readFileSync(this.#file(flake), "utf8")));
      return lock.flake === flake ? lock : null;
    } catch {
      // Missing, or broken: made anew.
      return null;
    }
  }

  #file(flake: string): string {
    return join(this.#folder, `${createHash("sha256").update(flake).digest("hex").slice(0, 32)}.json`);
  }
}
