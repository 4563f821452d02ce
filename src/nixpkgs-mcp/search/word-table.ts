import { GrowingArray } from "./growing-array.ts";

/** Words have at most 40 characters, and those of the BMP at most 3 bytes. */
const MOST_BYTES = 256;

const HASH_BASIS = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

/** A word as bytes with their hash (FNV-1a), to be asked for in a `WordTable`. One is used again for all words. */
export class WordBytes {
  /** UTF-8; `length` of them count. */
  readonly bytes = Buffer.alloc(MOST_BYTES);
  length = 0;
  hash = HASH_BASIS;

  clear(): void {
    this.length = 0;
    this.hash = HASH_BASIS;
  }

  push(byte: number): void {
    this.bytes[this.length++] = byte;
    this.hash = Math.imul(this.hash ^ byte, HASH_PRIME);
  }

  set(word: string): this {
    this.clear();
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at);
      if (code > 0x7f) return this.#setEncoded(Buffer.from(word));
      this.push(code);
    }
    return this;
  }

  toString(): string {
    return this.bytes.toString("utf8", 0, this.length);
  }

  #setEncoded(bytes: Buffer): this {
    this.clear();
    for (const byte of bytes) this.push(byte);
    return this;
  }
}

/**
 * Different words, numbered from 0 on. A `Map` of strings does the same, but a catalog has three million words, and
 * each would be made a string, hashed and compared through pointers: that took half the time of an index.
 */
export class WordTable {
  /** Open addressing: the hash, then the number + 1 (0: free). At most half of them are taken. */
  #slots = new Uint32Array(2 << 17);
  readonly #starts = new GrowingArray(Uint32Array);
  #bytes = new Uint8Array(1 << 20);
  #end = 0;

  get count(): number {
    return this.#starts.length;
  }

  /** The word's number; one it has not seen becomes the last. */
  numberOf(word: WordBytes): number {
    const hash = word.hash >>> 0;
    const slots = this.#slots;
    let slot = this.#slotOf(hash);
    for (let taken = slots[slot + 1]!; taken !== 0; taken = slots[slot + 1]!) {
      if (slots[slot] === hash && this.#is(taken - 1, word)) return taken - 1;
      slot = (slot + 2) & (slots.length - 1);
    }
    const number = this.count;
    this.#append(word);
    slots[slot] = hash;
    slots[slot + 1] = number + 1;
    if (4 * this.count > slots.length) this.#enlarge();
    return number;
  }

  /** All bytes, and where each word's begin, one more for the end; valid until the next word. */
  views(): { readonly bytes: Uint8Array; readonly starts: Uint32Array } {
    const starts = new Uint32Array(this.count + 1);
    starts.set(this.#starts.view());
    starts[this.count] = this.#end;
    return { bytes: this.#bytes.subarray(0, this.#end), starts };
  }

  /** The upper bits are the better mixed ones of FNV's. */
  #slotOf(hash: number): number {
    return ((hash ^ (hash >>> 15)) << 1) & (this.#slots.length - 1);
  }

  #is(number: number, { bytes, length }: WordBytes): boolean {
    const start = this.#starts.get(number);
    const end = number + 1 < this.count ? this.#starts.get(number + 1) : this.#end;
    if (end - start !== length) return false;
    for (let at = 0; at < length; at++) if (this.#bytes[start + at] !== bytes[at]) return false;
    return true;
  }

  #append({ bytes, length }: WordBytes): void {
    if (this.#end + length > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#starts.push(this.#end);
    for (let at = 0; at < length; at++) this.#bytes[this.#end++] = bytes[at]!;
  }

  #enlarge(): void {
    const before = this.#slots;
    const slots = new Uint32Array(2 * before.length);
    this.#slots = slots;
    for (let from = 0; from < before.length; from += 2) {
      if (before[from + 1] === 0) continue;
      let slot = this.#slotOf(before[from]!);
      while (slots[slot + 1] !== 0) slot = (slot + 2) & (slots.length - 1);
      slots[slot] = before[from]!;
      slots[slot + 1] = before[from + 1]!;
    }
  }
}
