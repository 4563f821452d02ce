const CAPACITY = 1024 * 1024;

/**
 * Collects a NAR's many short strings into big chunks, because hashing or writing each alone costs more than
 * the bytes do. Nothing is written until `take`; a chunk taken is never written to again.
 */
export class NarBuffer {
  #bytes: Buffer;
  #used = 0;

  constructor(capacity = CAPACITY) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
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
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** A string of the format: length, bytes, padding. */
  string(bytes: Uint8Array): void {
    this.length(bytes.length);
    this.raw(bytes);
    this.pad(bytes.length);
  }

  /** The length that precedes a string: 64 bits, little-endian. */
  length(length: number): void {
    this.#reserve(8);
    this.#bytes.writeUInt32LE(length % 2 ** 32, this.#used);
    this.#bytes.writeUInt32LE(Math.floor(length / 2 ** 32), this.#used + 4);
    this.#used += 8;
  }

  /** The zeros that follow a string of `length` bytes, up to a multiple of eight. */
  pad(length: number): void {
    const zeros = (8 - (length % 8)) % 8;
    this.#reserve(zeros);
    this.#bytes.fill(0, this.#used, this.#used + zeros);
    this.#used += zeros;
  }

  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#used);
    this.#bytes = Buffer.allocUnsafeSlow(CAPACITY);
    this.#used = 0;
    return taken;
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
  const out = new NarBuffer(8 + text.length + 8);
  out.string(text);
  return out.take();
}
