const csi = "\u001b[";
const hideCursor = `${csi}?25l`;
const showCursor = `${csi}?25h`;

/** The lines at the bottom of a terminal that are drawn again and again. */
export class LiveArea {
  #lines: readonly string[] = [];
  #drawn = 0;
  #hidden = false;
  readonly #write: (text: string) => void;
  readonly #restore = () => this.#write(showCursor);

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Replaces the lines; each must fit into the terminal's width, or the area tears. */
  draw(lines: readonly string[]): void {
    this.#lines = lines;
    if (lines.length > 0 && !this.#hidden) {
      this.#hidden = true;
      // Also when a second Ctrl-C ends the process at once.
      process.once("exit", this.#restore);
    }
    const cursor = lines.length > 0 ? hideCursor : "";
    this.#write(`${cursor}${this.#erasing()}${lines.map((line) => `${line}\n`).join("")}`);
    this.#drawn = lines.length;
  }

  /** Erases the lines for good and gives the cursor back. */
  clear(): void {
    if (this.#drawn > 0) this.draw([]);
    this.#lines = [];
    if (!this.#hidden) return;
    this.#hidden = false;
    process.off("exit", this.#restore);
    this.#restore();
  }

  /** Lets `write` print above the lines; what it prints ends with a newline. */
  interrupt(write: () => void): void {
    if (this.#drawn > 0) this.#write(this.#erasing());
    this.#drawn = 0;
    write();
    if (this.#lines.length > 0) this.draw(this.#lines);
  }

  #erasing(): string {
    return this.#drawn === 0 ? "" : `${csi}${this.#drawn}F${csi}J`;
  }
}
