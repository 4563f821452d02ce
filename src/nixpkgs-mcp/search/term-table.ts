import { GrowingArray } from "./growing-array.ts";
import { isStopWord, stemOf } from "./words.ts";

const STOP = -1;

/**
 * The terms seen so far, by number, and which of them stand where in each document. Most words of a catalog were seen
 * before, so their stems are remembered, and a document costs no objects.
 */
export class TermTable {
  readonly #ids = new Map<string, number>();
  /** Of words of texts: the number of the stem. */
  readonly #stems = new Map<string, number>();
  /** Of each term: the last document it was in, counted from 1, and where in `#terms` that is. */
  readonly #lastDocument = new GrowingArray(Uint32Array);
  readonly #lastAt = new GrowingArray(Uint32Array);
  readonly #terms = new GrowingArray(Uint32Array, 1 << 20);
  readonly #fields = new GrowingArray(Uint8Array, 1 << 20);
  readonly #starts = new GrowingArray(Uint32Array);

  get documents(): number {
    return this.#starts.length;
  }

  /** All terms, by number. */
  texts(): string[] {
    return [...this.#ids.keys()];
  }

  /** Of each document, in the order they came: where its terms begin; the terms; the fields of each. */
  views(): { readonly starts: Uint32Array; readonly terms: Uint32Array; readonly fields: Uint8Array } {
    return { starts: this.#starts.view(), terms: this.#terms.view(), fields: this.#fields.view() };
  }

  beginDocument(): void {
    this.#starts.push(this.#terms.length);
  }

  /** Into the document begun last. */
  put(term: string, field: number): void {
    if (term !== "") this.#put(this.idOf(term), field);
  }

  putWord(word: string, field: number): void {
    let id = this.#stems.get(word);
    if (id === undefined) {
      id = isStopWord(word) ? STOP : this.idOf(stemOf(word));
      this.#stems.set(word, id);
    }
    if (id !== STOP) this.#put(id, field);
  }

  idOf(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(term, id);
    this.#lastDocument.push(0);
    this.#lastAt.push(0);
    return id;
  }

  #put(id: number, field: number): void {
    const document = this.#starts.length;
    if (this.#lastDocument.get(id) === document) {
      const at = this.#lastAt.get(id);
      this.#fields.set(at, this.#fields.get(at) | field);
      return;
    }
    this.#lastDocument.set(id, document);
    this.#lastAt.set(id, this.#terms.length);
    this.#terms.push(id);
    this.#fields.push(field);
  }
}
