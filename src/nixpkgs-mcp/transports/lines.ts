/** The most bytes of one line: 1 MB of stdin as JSON may be six times as long. */
export const longestLine = 8 * 1024 * 1024;

/**
 * Cuts a stream of bytes into lines. A line that is too long is dropped while it comes, so that memory stays
 * bounded, and reported as null once it ends.
 */
export class Lines {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #dropping = false;

  constructor(limit: number = longestLine) {
    this.#limit = limit;
  }

  /** The lines that `chunk` completes, without their ends (LF or CR LF); null for one that was too long. */
  *push(chunk: Buffer): Generator<string | null> {
    let rest = chunk;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      this.#add(rest.subarray(0, end));
      yield this.#take();
      rest = rest.subarray(end + 1);
    }
    this.#add(rest);
  }

  #add(part: Buffer): void {
    if (part.length === 0 || this.#dropping) return;
    this.#bytes += part.length;
    if (this.#bytes > this.#limit) {
      this.#dropping = true;
      this.#parts = [];
    } else this.#parts.push(part);
  }

  #take(): string | null {
    const line = this.#dropping ? null : Buffer.concat(this.#parts).toString("utf8").replace(/\r$/, "");
    this.#parts = [];
    this.#bytes = 0;
    this.#dropping = false;
    return line;
  }
}
