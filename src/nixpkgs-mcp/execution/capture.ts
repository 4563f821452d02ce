import type { Readable } from "node:stream";
import { decodeText, isBinary, isUtf8 } from "./binary.ts";
import type { OutputStore, SavedOutput } from "./output-store.ts";
import type { Output } from "./types.ts";

/**
 * Reads one stream of a process with bounded memory: the whole while it is short, then only its head and its
 * tail, with everything (up to the store's limit) on the disk.
 */
export class Capture {
  readonly #most: number;
  readonly #store: OutputStore;
  #bytes = 0;
  /** Everything while there is no `saved`, then the first half of the limit. */
  #head: Buffer[] = [];
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #saved: SavedOutput | null = null;
  #long = false;
  /** Resolves when the stream has ended or was destroyed; never rejects. */
  readonly done: Promise<void>;

  constructor(stream: Readable, most: number, store: OutputStore) {
    this.#most = most;
    this.#store = store;
    this.done = this.#read(stream);
  }

  async #read(stream: Readable): Promise<void> {
    try {
      // One chunk at a time: the process waits for us, and we for the disk.
      for await (const chunk of stream) await this.#add(chunk as Buffer);
    } catch {
      // Destroyed, because the process is over and a child of it holds the pipe still.
    }
  }

  async #add(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.length;
    if (!this.#long) {
      this.#head.push(chunk);
      if (this.#bytes > this.#most) await this.#becomeLong();
      return;
    }
    this.#addToTail(chunk);
    await this.#saved?.add(chunk);
  }

  async #becomeLong(): Promise<void> {
    this.#long = true;
    const whole = Buffer.concat(this.#head);
    const half = Math.floor(this.#most / 2);
    // Copies: a slice would keep the whole alive.
    this.#head = [Buffer.from(whole.subarray(0, half))];
    this.#addToTail(Buffer.from(whole.subarray(half)));
    this.#saved = await this.#store.begin();
    await this.#saved?.add(whole);
  }

  #addToTail(chunk: Buffer): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    const half = Math.ceil(this.#most / 2);
    while (this.#tailBytes - this.#tail[0]!.length >= half) this.#tailBytes -= this.#tail.shift()!.length;
  }

  /** What was read; to be called once, when `done`. */
  async output(): Promise<Output> {
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    const last = this.#long ? tail.subarray(Math.max(0, tail.length - Math.ceil(this.#most / 2))) : tail;
    const binary = isBinary(head) || isBinary(last);
    const cut = this.#long;
    const saved = cut ? this.#saved : await this.#saveStrange(head, binary);
    const resource = (await saved?.finish()) ?? null;
    const kept = saved?.bytes ?? 0;
    return {
      text: binary
        ? ""
        : cut
          ? this.#cutText(head, last, resource, kept)
          : decodeText(head, { start: false, end: false }),
      bytes: this.#bytes,
      cut,
      binary,
      ...(resource === null ? {} : { resource, ...(kept < this.#bytes ? { saved: kept } : {}) }),
    };
  }

  /** Short, but not to be had from the text. */
  async #saveStrange(bytes: Buffer, binary: boolean): Promise<SavedOutput | null> {
    if (!binary && isUtf8(bytes)) return null;
    const saved = await this.#store.begin();
    await saved?.add(bytes);
    return saved;
  }

  #cutText(head: Buffer, last: Buffer, resource: string | null, kept: number): string {
    const left = this.#bytes - head.length - last.length;
    const what = kept < this.#bytes ? `the first ${kept} bytes` : "the whole";
    const where = resource === null ? "" : `; ${what}: ${resource}`;
    const mark = `\n[… ${left} of ${this.#bytes} bytes left out${where} …]\n`;
    return (
      decodeText(head, { start: false, end: true }) + mark + decodeText(last, { start: true, end: false })
    );
  }
}
