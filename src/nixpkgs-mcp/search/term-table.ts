import { AsciiWords } from "./ascii-words.ts";
import { GrowingArray } from "./growing-array.ts";
import { WordBytes, WordTable } from "./word-table.ts";
import { isAscii, isStopWord, stemOf, wordsOf } from "./words.ts";

/** In place of a stem's number. */
const STOP = 0xffffffff;

/**
 * The terms seen so far, by number, and which of them stand where in each document. Most words of a catalog were seen
 * before, so their stems are remembered, and a document costs no objects.
 */
export class TermTable {
  readonly #terms = new WordTable();
  /** Words of texts, and of each the number of its stem. */
  readonly #words = new WordTable();
  readonly #stems = new GrowingArray(Uint32Array);
  /** Of each term: the last document it was in, counted from 1, and where in `#places` that is. */
  readonly #lastDocument = new GrowingArray(Uint32Array);
  readonly #lastAt = new GrowingArray(Uint32Array);
  readonly #places = new GrowingArray(Uint32Array, 1 << 20);
  readonly #fields = new GrowingArray(Uint8Array, 1 << 20);
  readonly #starts = new GrowingArray(Uint32Array);
  readonly #ascii = new AsciiWords();
  readonly #bytes = new WordBytes();

  get documents(): number {
    return this.#starts.length;
  }

  /** All terms, by number: their bytes, and where each begins. */
  texts(): ReturnType<WordTable["views"]> {
    return this.#terms.views();
  }

  /** Of each document, in the order they came: where its terms begin; the terms; the fields of each. */
  views(): { readonly starts: Uint32Array; readonly terms: Uint32Array; readonly fields: Uint8Array } {
    return { starts: this.#starts.view(), terms: this.#places.view(), fields: this.#fields.view() };
  }

  beginDocument(): void {
    this.#starts.push(this.#places.length);
  }

  /** Into the document begun last. */
  put(term: string, field: number): void {
    if (term !== "") this.#put(this.idOf(term), field);
  }

  /** The stems of a text's first words into the document begun last. */
  putText(text: string, field: number, mostWords: number): void {
    if (isAscii(text)) {
      this.#ascii.begin(text);
      for (let count = 0; count < mostWords && this.#ascii.next(); count++) {
        this.#putWord(this.#ascii.word, field);
      }
    } else {
      for (const word of wordsOf(text).slice(0, mostWords)) this.#putWord(this.#bytes.set(word), field);
    }
  }

  idOf(term: string): number {
    const id = this.#terms.numberOf(this.#bytes.set(term));
    if (id === this.#lastDocument.length) {
      this.#lastDocument.push(0);
      this.#lastAt.push(0);
    }
    return id;
  }

  #putWord(word: WordBytes, field: number): void {
    const number = this.#words.numberOf(word);
    if (number === this.#stems.length) this.#stems.push(this.#stemOf(word.toString()));
    const stem = this.#stems.get(number);
    if (stem !== STOP) this.#put(stem, field);
  }

  #stemOf(word: string): number {
    return isStopWord(word) ? STOP : this.idOf(stemOf(word));
  }

  #put(id: number, field: number): void {
    const document = this.#starts.length;
    if (this.#lastDocument.get(id) === document) {
      const at = this.#lastAt.get(id);
      this.#fields.set(at, this.#fields.get(at) | field);
      return;
    }
    this.#lastDocument.set(id, document);
    this.#lastAt.set(id, this.#places.length);
    this.#places.push(id);
    this.#fields.push(field);
  }
}
