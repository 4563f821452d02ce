/** The longest line that is kept unless another is given, in bytes: more than any message, less than a string can hold. */
const LONGEST = 256 * 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;

/** A line without its end; null: it was longer than may be kept. */
export type Line = Buffer | null;

/**
 * Bytes to lines, each byte looked at once however a line is cut into chunks. `ends`: "lf" for JSON lines
 * (MCP's transport "stdio"; a CR before the LF is dropped), "any" for LF, CR and CR LF (event streams). A line of
 * more than `longest` bytes is dropped while it comes, so that memory stays bounded.
 */
export class LineSplitter {
  readonly #ends: "lf" | "any";
  readonly #longest: number;
  #parts: Buffer[] = [];
  #size = 0;
  #lastWasCr = false;

  constructor(ends: "lf" | "any", longest: number = LONGEST) {
    this.#ends = ends;
    this.#longest = longest;
  }

  /** The lines that this chunk ends. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    if (this.#lastWasCr && chunk.length > 0) {
      this.#lastWasCr = false;
      if (chunk[0] === LF) start = 1;
    }
    for (let end = this.#endFrom(chunk, start); end !== -1; end = this.#endFrom(chunk, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
      if (chunk[end] !== CR) continue;
      if (start === chunk.length) this.#lastWasCr = true;
      else if (chunk[start] === LF) start += 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** What stands after the last line's end. */
  rest(): Line {
    return this.#take();
  }

  #endFrom(chunk: Buffer, start: number): number {
    const lf = chunk.indexOf(LF, start);
    if (this.#ends === "lf") return lf;
    const cr = chunk.subarray(start, lf === -1 ? chunk.length : lf).indexOf(CR);
    return cr === -1 ? lf : start + cr;
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#longest) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #take(): Line {
    const tooLong = this.#size > this.#longest;
    const line = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#size = 0;
    if (tooLong) return null;
    return this.#ends === "lf" && line.at(-1) === CR ? line.subarray(0, -1) : line;
  }
}
