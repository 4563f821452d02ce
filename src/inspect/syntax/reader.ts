import type { Parser } from "@lezer/common";
import { messageOf } from "../../errors.ts";
import type { CodeFile } from "../code-tree.ts";
import type { ServerFacts } from "../facts.ts";
import { type ParsedFile, parseFile, type SyntaxNode } from "./node.ts";

/** A file that is longer was made by a program, and holds data. */
const MOST_OF_A_FILE = 2 * 1024 * 1024;

/** Parsed code takes some twenty times its bytes of memory. */
const MOST_AT_ALL = 12 * 1024 * 1024;

/** Reads and parses the files of one server within bounds of memory, and keeps what it could not read. */
export class Reader {
  readonly #parser: Parser;
  readonly #signal: AbortSignal | undefined;
  readonly #unread: { file: string; reason: string }[] = [];
  #left = MOST_AT_ALL;

  readonly #mend: (root: SyntaxNode) => void;

  /** @param mend puts right what the grammar is known to read wrongly */
  constructor(parser: Parser, signal: AbortSignal | undefined, mend: (root: SyntaxNode) => void = () => {}) {
    this.#parser = parser;
    this.#signal = signal;
    this.#mend = mend;
  }

  /** What was not read, or only in part; in the order of reading. */
  get unread(): ServerFacts["unread"] {
    return this.#unread;
  }

  /** @returns null for a file that is not read, which `unread` then names */
  async read(file: CodeFile): Promise<ParsedFile | null> {
    this.#signal?.throwIfAborted();
    if (file.size > MOST_OF_A_FILE) return this.#leaveOut(file, "it is larger than 2 MiB");
    if (file.size > this.#left) return this.#leaveOut(file, "the code before it was 12 MiB already");
    this.#left -= file.size;
    let text: string;
    try {
      text = await file.text();
    } catch (error) {
      return this.#leaveOut(file, messageOf(error));
    }
    const parsed = parseFile(this.#parser, file.path, text);
    if (parsed.brokenAt !== null) {
      this.#leaveOut(file, `line ${parsed.brokenAt} does not parse; what is around it was read`);
    }
    this.#mend(parsed.root);
    return parsed;
  }

  #leaveOut(file: CodeFile, reason: string): null {
    this.#unread.push({ file: file.path, reason });
    return null;
  }
}
