const CAPACITY = 1024 * 1024;

/**
 * Collects a NAR's many short strings into big chunks, because hashing or writing each alone costs more than
 * the bytes do. Nothing is written until `take`.
 */
export class NarBuffer {
  #bytes: Buffer;
  #used = 0;
  /** Whether a chunk taken is done with before the next write. */
  readonly reuse: boolean;

  /** @param reuse whether a chunk taken is done with before the next write; otherwise it is the taker's to keep */
  constructor({ reuse = false, capacity = CAPACITY } = {}) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.reuse = reuse;
  }

  /** Bytes that wait to be taken. */
  get used(): number {
    return this.#used;
  }

  get isFull(): boolean {
    return this.#used >= CAPACITY / 2;
  }

  /** Already encoded bytes, as they are. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#copy(bytes);
  }

  /** Lets `write` put up to `room` bytes into the chunk from an offset on; it returns how many of them count. */
  fill(room: number, write: (chunk: Uint8Array, offset: number) => number): number {
    this.#reserve(room);
    const length = write(this.#bytes, this.#used);
    this.#used += length;
    return length;
  }

  /** A string of the format: length, bytes, padding. */
  string(bytes: Uint8Array): void {
    this.#reserve(bytes.length + 16);
    this.length(bytes.length);
    this.#copy(bytes);
    this.pad(bytes.length);
  }

  /** The length that precedes a string: 64 bits, little-endian. */
  length(length: number): void {
    this.#reserve(8);
    for (let index = 0, rest = length; index < 8; index++, rest = Math.floor(rest / 256)) {
      this.#bytes[this.#used++] = rest % 256;
    }
  }

  /** The zeros that follow a string of `length` bytes, up to a multiple of eight. */
  pad(length: number): void {
    this.#reserve(8);
    for (let index = length; index % 8 !== 0; index++) this.#bytes[this.#used++] = 0;
  }

  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#used);
    // A used chunk that nobody keeps spares the collector a megabyte of garbage each time.
    if (!this.reuse) this.#bytes = Buffer.allocUnsafeSlow(CAPACITY);
    this.#used = 0;
    return taken;
  }

  #copy(bytes: Uint8Array): void {
    // For a file's name the way into native code is longer than the copy.
    if (bytes.length > 32) this.#bytes.set(bytes, this.#used);
    else for (let index = 0; index < bytes.length; index++) this.#bytes[this.#used + index] = bytes[index]!;
    this.#used += bytes.length;
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#used + more));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}

/** One string of the format on its own. */
export function encodeNarString(text: Uint8Array): Uint8Array {
  const out = new NarBuffer({ capacity: 8 + text.length + 8 });
  out.string(text);
  return out.take();
}
