import { WordBytes } from "./word-table.ts";
import { LONGEST_WORD } from "./words.ts";

/** By code: the letter or digit in lower case; 0 for all else. */
const LETTERS = Uint8Array.from({ length: 128 }, (_, code) => {
  const lower = String.fromCharCode(code).toLowerCase();
  return /[a-z0-9]/.test(lower) ? lower.charCodeAt(0) : 0;
});

const PLUS = 0x2b;
const SHARP = 0x23;
const [A, C, F] = [0x61, 0x63, 0x66];

/** The words of texts of ASCII, those that `wordsOf` has, one after the other; no string is made of them. */
export class AsciiWords {
  /** The word that `next` went to. */
  readonly word = new WordBytes();
  #text = "";
  #at = 0;

  /** @param text nothing but ASCII */
  begin(text: string): void {
    this.#text = text;
    this.#at = 0;
  }

  /** Goes to the next word; false when there is none. */
  next(): boolean {
    const text = this.#text;
    let start = this.#at;
    while (start < text.length) {
      if (LETTERS[text.charCodeAt(start)] === 0) {
        start++;
        continue;
      }
      this.#at = this.#pass(start);
      if (this.#at - start <= LONGEST_WORD) return true;
      start = this.#at;
    }
    this.#at = start;
    return false;
  }

  /** @returns where the word that begins at `start` ends */
  #pass(start: number): number {
    const [text, word] = [this.#text, this.word];
    word.clear();
    let at = start;
    for (; at < text.length; at++) {
      const letter = LETTERS[text.charCodeAt(at)]!;
      if (letter === 0) break;
      if (at - start < LONGEST_WORD) word.push(letter);
    }
    return at - start === 1 ? this.#passSigns(word.bytes[0]!, at) : at;
  }

  /** "c++", "g++", "c#" and "f#" are words. */
  #passSigns(letter: number, at: number): number {
    const [next, afterNext] = [this.#text.charCodeAt(at), this.#text.charCodeAt(at + 1)];
    if (next === PLUS && afterNext === PLUS && letter >= A) {
      this.word.push(PLUS);
      this.word.push(PLUS);
      return at + 2;
    }
    if (next !== SHARP || (letter !== C && letter !== F)) return at;
    this.word.push(SHARP);
    return at + 1;
  }
}
